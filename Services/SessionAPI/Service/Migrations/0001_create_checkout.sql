-- Merchants, their keys, their checkout sessions, and the answers kept for idempotent requests.
--
-- Business time (created_at, expires_at, closed_at) always comes from the application as a bound parameter: in test
-- mode each merchant has a clock that can be put forward. Ids are ASCII and compared as bytes (COLLATE "C").

CREATE SCHEMA checkout;

GRANT USAGE ON SCHEMA checkout TO session_api;

CREATE TABLE checkout.merchants (
    id            text COLLATE "C" PRIMARY KEY,
    created_at    timestamptz NOT NULL,
    -- Seconds that this merchant's test mode is ahead of the clock. Clocks only go forward.
    clock_offset  bigint NOT NULL DEFAULT 0,
    name          text NOT NULL,
    brand_color   text,
    support_email text,
    settings      jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT merchant_id CHECK (id ~ '^acct_[0-9A-Za-z]{1,250}$'),
    CONSTRAINT merchant_clock_offset CHECK (clock_offset >= 0),
    CONSTRAINT merchant_name CHECK (char_length(name) BETWEEN 1 AND 100),
    CONSTRAINT merchant_brand_color CHECK (brand_color ~ '^#[0-9a-f]{6}$')
);

GRANT SELECT ON checkout.merchants TO session_api;

CREATE TABLE checkout.api_keys (
    id           text COLLATE "C" PRIMARY KEY,
    -- SHA-256 of the whole key. A key has 190 random bits, so there is nothing to gain from a slow or salted hash.
    hash         bytea NOT NULL,
    merchant     text COLLATE "C" NOT NULL REFERENCES checkout.merchants (id),
    livemode     boolean NOT NULL,
    kind         text NOT NULL DEFAULT 'secret',
    -- What people recognise a key by: 'sk_test_…' and its last four characters.
    prefix       text NOT NULL,
    last4        text NOT NULL,
    created_at   timestamptz NOT NULL,
    revoked_at   timestamptz,
    -- Coarse: written at most once an hour.
    last_used_at timestamptz,
    CONSTRAINT api_key_hash UNIQUE (hash),
    CONSTRAINT api_key_hash_length CHECK (octet_length(hash) = 32),
    CONSTRAINT api_key_kind CHECK (kind = 'secret')
);

CREATE INDEX api_keys_of_merchant ON checkout.api_keys (merchant, created_at);

GRANT SELECT, UPDATE (last_used_at) ON checkout.api_keys TO session_api;

CREATE TABLE checkout.sessions (
    id                    text COLLATE "C" PRIMARY KEY,
    amount_total          bigint NOT NULL,
    created_at            timestamptz NOT NULL,
    expires_at            timestamptz NOT NULL,
    closed_at             timestamptz,
    -- Counts the messages about this session: each one carries the value after its increment.
    sequence              integer NOT NULL DEFAULT 0,
    livemode              boolean NOT NULL,
    allow_promotion_codes boolean,
    status                text NOT NULL DEFAULT 'open',
    payment_status        text NOT NULL DEFAULT 'unpaid',
    currency              text NOT NULL,
    -- No foreign key: every insert would lock the merchant's row, which 32 clients share. Merchants are never deleted.
    merchant              text COLLATE "C" NOT NULL,
    payment_intent        text COLLATE "C",
    success_url           text NOT NULL,
    cancel_url            text,
    client_reference_id   text,
    customer_email        text,
    -- What the customer gave while paying.
    details_email         text,
    details_name          text,
    locale                text,
    submit_type           text,
    billing_address       text,
    three_d_secure        text NOT NULL DEFAULT 'automatic',
    payment_description   text,
    -- json, not jsonb: these are given out as the text that they are, byte for byte.
    line_items            json NOT NULL,
    metadata              json,
    payment_metadata      json,
    -- The dialect's version that the session was made in; a replay is answered in its words.
    api_version           text NOT NULL,
    idempotency_key       text COLLATE "C",
    parameter_hash        bytea,
    CONSTRAINT session_amount CHECK (amount_total > 0),
    CONSTRAINT session_status CHECK (status IN ('open', 'complete', 'expired')),
    CONSTRAINT session_payment_status CHECK (payment_status IN ('unpaid', 'paid', 'no_payment_required')),
    CONSTRAINT session_paid_is_complete CHECK (payment_status = 'unpaid' OR status = 'complete'),
    CONSTRAINT session_closed CHECK ((status = 'open') = (closed_at IS NULL)),
    CONSTRAINT session_key_and_hash CHECK ((idempotency_key IS NULL) = (parameter_hash IS NULL))
) WITH (fillfactor = 90);

-- One effect for each key: the second insert finds the first one's row.
CREATE UNIQUE INDEX session_idempotency_key
    ON checkout.sessions (merchant, livemode, idempotency_key)
    WHERE idempotency_key IS NOT NULL;

-- What the expiry loop walks; closed sessions leave it.
CREATE INDEX sessions_by_expiry ON checkout.sessions (expires_at) WHERE status = 'open';

GRANT SELECT, INSERT, UPDATE ON checkout.sessions TO session_api;

-- Answers of all other POSTs that came with a key. The row is inserted in the transaction of the effect, so that a
-- second request with the key waits on the unique index until the first one's answer stands here or is gone.
CREATE TABLE checkout.idempotency_keys (
    merchant       text COLLATE "C" NOT NULL,
    livemode       boolean NOT NULL,
    key            text COLLATE "C" NOT NULL,
    path           text NOT NULL,
    parameter_hash bytea NOT NULL,
    status         smallint,
    body           text,
    created_at     timestamptz NOT NULL,
    CONSTRAINT idempotency_key PRIMARY KEY (merchant, livemode, key),
    CONSTRAINT idempotency_answer CHECK ((status IS NULL) = (body IS NULL))
);

CREATE INDEX idempotency_keys_by_age ON checkout.idempotency_keys (created_at);

GRANT SELECT, INSERT, UPDATE (status, body), DELETE ON checkout.idempotency_keys TO session_api;
