-- Everything the vault keeps. Card numbers and names are here as ciphertext only; security codes are never here.

CREATE SCHEMA vault;

-- Data keys, wrapped by the key encryption key, which is not in the database.
CREATE TABLE vault.keys (
    id          integer     NOT NULL CONSTRAINT keys_id PRIMARY KEY,
    purpose     text        NOT NULL CONSTRAINT keys_purpose CHECK (purpose IN ('card', 'fingerprint')),
    livemode    boolean     NOT NULL,
    state       text        NOT NULL CONSTRAINT keys_state CHECK (state IN ('active', 'decrypt_only', 'destroyed')),
    wrapped     bytea       CONSTRAINT keys_wrapped_length CHECK (octet_length(wrapped) BETWEEN 48 AND 128),
    wrapped_by  text        NOT NULL CONSTRAINT keys_wrapped_by_length CHECK (length(wrapped_by) BETWEEN 1 AND 64),
    check_value bytea       NOT NULL CONSTRAINT keys_check_value_length CHECK (octet_length(check_value) = 8),
    created_at  timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    CONSTRAINT keys_gone_when_destroyed CHECK ((state = 'destroyed') = (wrapped IS NULL))
);

-- Replicas that start together agree on whose new key it is by this index.
CREATE UNIQUE INDEX keys_one_active ON vault.keys (purpose, livemode) WHERE state = 'active';

-- A card for one payment. key_id has no foreign key: each insert would lock the one row of the active key, and all
-- inserts would queue to share that lock; the statement that inserts looks at the key's state instead.
CREATE TABLE vault.cards (
    token               text        NOT NULL CONSTRAINT cards_token PRIMARY KEY
                                    CONSTRAINT cards_token_form CHECK (token ~ '^card_[0-9A-Za-z]{24}$'),
    merchant            text        NOT NULL CONSTRAINT cards_merchant_length CHECK (length(merchant) BETWEEN 1 AND 255),
    livemode            boolean     NOT NULL,
    session             text        NOT NULL CONSTRAINT cards_session_length CHECK (length(session) BETWEEN 1 AND 255),
    nonce               text        NOT NULL CONSTRAINT cards_nonce_length CHECK (length(nonce) BETWEEN 8 AND 255),
    key_id              integer     NOT NULL,
    number_sealed       bytea       NOT NULL CONSTRAINT cards_number_length
                                    CHECK (octet_length(number_sealed) BETWEEN 62 AND 69),
    name_sealed         bytea       CONSTRAINT cards_name_length CHECK (octet_length(name_sealed) BETWEEN 51 AND 250),
    brand               text        NOT NULL CONSTRAINT cards_brand CHECK (brand IN
                                    ('visa', 'mastercard', 'amex', 'discover', 'diners', 'jcb', 'unionpay', 'unknown')),
    bin                 text        NOT NULL CONSTRAINT cards_bin CHECK (bin ~ '^[0-9]{6}$'),
    last4               text        NOT NULL CONSTRAINT cards_last4 CHECK (last4 ~ '^[0-9]{4}$'),
    exp_month           smallint    NOT NULL CONSTRAINT cards_exp_month CHECK (exp_month BETWEEN 1 AND 12),
    exp_year            smallint    NOT NULL CONSTRAINT cards_exp_year CHECK (exp_year BETWEEN 2000 AND 2099),
    funding             text        NOT NULL CONSTRAINT cards_funding
                                    CHECK (funding IN ('credit', 'debit', 'prepaid', 'unknown')),
    country             text        CONSTRAINT cards_country CHECK (country ~ '^[A-Z]{2}$'),
    fingerprint         text        NOT NULL CONSTRAINT cards_fingerprint CHECK (fingerprint ~ '^[0-9A-Za-z]{16}$'),
    network_fingerprint text        NOT NULL CONSTRAINT cards_network_fingerprint
                                    CHECK (network_fingerprint ~ '^[0-9A-Za-z]{16}$'),
    -- The vault instance that holds the security code, and where it is.
    instance            uuid        NOT NULL,
    instance_url        text        NOT NULL CONSTRAINT cards_instance_url_length CHECK (length(instance_url) <= 255),
    -- The payment attempt that the card belongs to since its first relay.
    attempt             text        CONSTRAINT cards_attempt_length CHECK (length(attempt) BETWEEN 1 AND 255),
    bound_at            timestamptz,
    created_at          timestamptz NOT NULL,
    expires_at          timestamptz NOT NULL,
    CONSTRAINT cards_bound_with_time CHECK ((attempt IS NULL) = (bound_at IS NULL)),
    -- The longest that a card is kept (PCI DSS 3.2.1).
    CONSTRAINT cards_lifetime CHECK (expires_at > created_at AND expires_at <= created_at + interval '1 day')
) WITH (fillfactor = 90);

CREATE INDEX cards_by_nonce ON vault.cards (nonce);
CREATE INDEX cards_by_expiry ON vault.cards (expires_at);
CREATE INDEX cards_by_key ON vault.cards (key_id);

-- How many tokens were given for a session ('s' and its id) and for a ticket ('n' and its nonce).
CREATE TABLE vault.token_counts (
    subject    text        NOT NULL CONSTRAINT token_counts_subject PRIMARY KEY
                           CONSTRAINT token_counts_subject_length CHECK (length(subject) BETWEEN 2 AND 256),
    tokens     integer     NOT NULL CONSTRAINT token_counts_positive CHECK (tokens BETWEEN 1 AND 1000),
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 90);

CREATE INDEX token_counts_by_expiry ON vault.token_counts (expires_at);

-- Each use of a card or call to an acquirer: written before the call, completed after it (PCI DSS 10.2.1.1).
CREATE TABLE vault.relays (
    id              uuid        NOT NULL CONSTRAINT relays_id PRIMARY KEY,
    caller          text        NOT NULL CONSTRAINT relays_caller_length CHECK (length(caller) BETWEEN 1 AND 64),
    request_id      text        NOT NULL CONSTRAINT relays_request_id_length CHECK (length(request_id) <= 64),
    session         text        CONSTRAINT relays_session_length CHECK (length(session) <= 255),
    attempt         text        CONSTRAINT relays_attempt_length CHECK (length(attempt) <= 255),
    token           text,
    acquirer        text        NOT NULL CONSTRAINT relays_acquirer_length CHECK (length(acquirer) BETWEEN 1 AND 64),
    operation       text        NOT NULL CONSTRAINT relays_operation_length CHECK (length(operation) BETWEEN 1 AND 64),
    idempotency_key text        NOT NULL CONSTRAINT relays_key_length CHECK (length(idempotency_key) BETWEEN 1 AND 255),
    takes_code      boolean     NOT NULL,
    started_at      timestamptz NOT NULL,
    completed_at    timestamptz,
    outcome         text        CONSTRAINT relays_outcome CHECK (outcome IN ('answered', 'not_sent', 'outcome_unknown')),
    status          integer     CONSTRAINT relays_status CHECK (status BETWEEN 100 AND 599),
    duration_ms     integer     CONSTRAINT relays_duration CHECK (duration_ms >= 0),
    CONSTRAINT relays_complete CHECK ((outcome IS NULL) = (completed_at IS NULL)),
    CONSTRAINT relays_status_of_answer CHECK ((status IS NOT NULL) <= (outcome IS NOT NULL))
);

CREATE INDEX relays_by_session ON vault.relays (session) WHERE session IS NOT NULL;

-- The vault's role: no more than its statements need. Keys are changed by the owner only.
GRANT USAGE ON SCHEMA vault TO vault;
GRANT SELECT, INSERT ON vault.keys TO vault;
GRANT SELECT, INSERT, DELETE, UPDATE (attempt, bound_at) ON vault.cards TO vault;
GRANT SELECT, INSERT, DELETE, UPDATE (tokens, expires_at) ON vault.token_counts TO vault;
GRANT SELECT (id), INSERT, UPDATE (completed_at, outcome, status, duration_ms) ON vault.relays TO vault;
