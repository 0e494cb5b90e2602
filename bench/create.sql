-- What POST /v1/checkout/sessions with an idempotency key costs the database: the statement of
-- SessionStore.insertion (Services/SessionAPI/Service/Storage/SessionStore+Rows.swift), with values like an SDK's.
-- One session per transaction. How to run it: README.md beside this file.
\set a random(100000000000000, 999999999999999)
\set b random(100000000000000, 999999999999999)
\set c random(100000000000000, 999999999999999)
INSERT INTO checkout.sessions (
    id, merchant, livemode, created_at, expires_at, amount_total, currency, line_items, metadata, success_url,
    cancel_url, client_reference_id, customer_email, locale, submit_type, billing_address, allow_promotion_codes,
    three_d_secure, payment_description, payment_metadata, api_version, idempotency_key, parameter_hash
)
SELECT
    -- Eight characters of the time in front, as in our ids, then fifty random ones.
    'cs_test_' || right(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 8) || :a || :b || :c || '00000',
    'acct_0123456789abcdef', false, date_trunc('second', clock_timestamp()),
    date_trunc('second', clock_timestamp()) + interval '30 minutes', 2000, 'eur',
    ('[{"id":"' || :b || 'abcdefghi","name":"T-shirt","quantity":1,"unit_amount":2000}]')::json,
    ('{"order":"' || :c || '"}')::json, 'https://shop.example/thanks?session={CHECKOUT_SESSION_ID}',
    'https://shop.example/cart', :c, 'customer@shop.example', NULL, NULL, NULL, NULL, 'automatic', NULL, NULL,
    '2026-10-28.endive', 'retry-' || :a || '-' || :b, sha256(convert_to(:a || :b, 'UTF8'))
WHERE NOT EXISTS (
    SELECT FROM checkout.idempotency_keys
    WHERE merchant = 'acct_0123456789abcdef' AND livemode = false AND key = 'retry-' || :a || '-' || :b
)
ON CONFLICT (merchant, livemode, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING;
