-- Payment intents, the attempts to pay them with every step they took, and the charges that came of it.
--
-- Business time (created_at, canceled_at) is a bound parameter; leases (alive_until, due_at) use the database's clock.

-- How a session is being paid; made when the customer presses Pay for the first time. Amount, currency, description
-- and metadata are the session's.
CREATE TABLE checkout.payment_intents (
    id                  text COLLATE "C" PRIMARY KEY,
    session             text COLLATE "C" NOT NULL REFERENCES checkout.sessions (id),
    merchant            text COLLATE "C" NOT NULL,
    livemode            boolean NOT NULL,
    amount              bigint NOT NULL,
    currency            text NOT NULL,
    status              text NOT NULL DEFAULT 'requires_payment_method',
    secret              text NOT NULL,
    created_at          timestamptz NOT NULL,
    latest_charge       text COLLATE "C",
    -- Why the last try failed, and its charge.
    error_decline       text,
    error_network       text,
    error_charge        text COLLATE "C",
    canceled_at         timestamptz,
    cancellation_reason text,
    CONSTRAINT payment_intent_of_session UNIQUE (session),
    CONSTRAINT payment_intent_amount CHECK (amount > 0),
    CONSTRAINT payment_intent_status CHECK (
        status IN ('requires_payment_method', 'requires_action', 'processing', 'requires_capture', 'canceled', 'succeeded')
    ),
    CONSTRAINT payment_intent_error CHECK ((error_decline IS NULL) = (error_charge IS NULL)),
    CONSTRAINT payment_intent_canceled CHECK (
        (status = 'canceled') = (canceled_at IS NOT NULL) AND (canceled_at IS NULL) = (cancellation_reason IS NULL)
    ),
    CONSTRAINT payment_intent_cancellation_reason CHECK (cancellation_reason IN ('expired', 'automatic'))
) WITH (fillfactor = 80);

GRANT SELECT, INSERT, UPDATE ON checkout.payment_intents TO session_api;

-- Processes that run attempts. One that has not renewed its row in time is taken for dead, and its attempts are taken
-- over; should it come back, its writes carry an old fence and change nothing.
CREATE TABLE checkout.attempt_runners (
    id          text COLLATE "C" PRIMARY KEY,
    alive_until timestamptz NOT NULL
) WITH (fillfactor = 50);

GRANT SELECT, INSERT, UPDATE, DELETE ON checkout.attempt_runners TO session_api;

-- One try to pay a session with one card.
CREATE TABLE checkout.payment_attempts (
    id                  text COLLATE "C" PRIMARY KEY,
    session             text COLLATE "C" NOT NULL REFERENCES checkout.sessions (id),
    intent              text COLLATE "C" NOT NULL,
    merchant            text COLLATE "C" NOT NULL,
    livemode            boolean NOT NULL,
    -- The acquirer knows the attempt as '{session}-{number}'.
    number              smallint NOT NULL,
    amount              bigint NOT NULL,
    currency            text NOT NULL,
    acquirer            text NOT NULL,
    created_at          timestamptz NOT NULL,
    state               text NOT NULL DEFAULT 'created',
    -- What led to the state; NULL for a new attempt.
    event               text,
    -- How many steps were written for it.
    steps               smallint NOT NULL DEFAULT 0,
    -- The card, as far as it may be known outside the vault.
    token               text COLLATE "C" NOT NULL,
    fingerprint         text COLLATE "C" NOT NULL,
    brand               text NOT NULL,
    last4               text NOT NULL,
    exp_month           smallint NOT NULL,
    exp_year            smallint NOT NULL,
    funding             text NOT NULL,
    country             text,
    -- What the customer wrote beside the card.
    email               text,
    name                text,
    -- The fraud scorer's word. A decision without a score: the scorer did not answer in time.
    risk_decision       text,
    risk_score          smallint,
    risk_reasons        text[],
    -- The no.
    decline             text,
    network_code        text,
    -- The yes.
    transaction         text,
    authorization_code  text,
    network_transaction text,
    cvc_check           text,
    -- Who works on it, and since which takeover; NULL when it waits for the recovery loop.
    runner              text COLLATE "C",
    fence               bigint NOT NULL DEFAULT 1,
    -- When the recovery loop may look at it, unless its runner lives.
    due_at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- How often the acquirer was asked without a readable answer.
    silences            integer NOT NULL DEFAULT 0,
    CONSTRAINT payment_attempt_number UNIQUE (session, number),
    CONSTRAINT payment_attempt_number_range CHECK (number BETWEEN 1 AND 25),
    CONSTRAINT payment_attempt_amount CHECK (amount > 0),
    CONSTRAINT payment_attempt_state CHECK (
        state IN (
            'created', 'scored', 'blocked', 'needs_authentication', 'authenticated', 'not_authenticated', 'sending',
            'unknown', 'reversing', 'authorized', 'captured', 'declined', 'needs_cvc', 'canceled'
        )
    ),
    CONSTRAINT payment_attempt_expiry CHECK (exp_month BETWEEN 1 AND 12 AND exp_year BETWEEN 2000 AND 2099),
    CONSTRAINT payment_attempt_risk CHECK (
        risk_decision IN ('allow', 'authenticate', 'review', 'block') AND risk_score BETWEEN 0 AND 100
    ),
    CONSTRAINT payment_attempt_no CHECK ((state IN ('blocked', 'not_authenticated', 'declined')) = (decline IS NOT NULL)),
    CONSTRAINT payment_attempt_yes CHECK (state NOT IN ('authorized', 'captured') OR transaction IS NOT NULL)
) WITH (fillfactor = 70);

-- A session is paid at most once, and tried by one attempt at a time: whatever runs or was approved excludes all others.
CREATE UNIQUE INDEX one_live_attempt_of_session
    ON checkout.payment_attempts (session)
    WHERE state IN (
        'created', 'scored', 'needs_authentication', 'authenticated', 'sending', 'unknown', 'reversing', 'authorized',
        'captured'
    );

-- What the recovery loop walks; attempts that have ended leave it.
CREATE INDEX payment_attempts_in_flight
    ON checkout.payment_attempts (due_at)
    WHERE state IN ('created', 'scored', 'authenticated', 'sending', 'unknown', 'reversing');

GRANT SELECT, INSERT, UPDATE ON checkout.payment_attempts TO session_api;

-- Every step that an attempt took, never changed: written with the attempt's row, before what follows from it is done.
CREATE TABLE checkout.attempt_steps (
    attempt  text COLLATE "C" NOT NULL REFERENCES checkout.payment_attempts (id),
    position smallint NOT NULL,
    before   text NOT NULL,
    event    text NOT NULL,
    after    text NOT NULL,
    -- Why, for a person: a reason, never data of a card.
    note     text,
    at       timestamptz NOT NULL,
    CONSTRAINT attempt_step PRIMARY KEY (attempt, position),
    CONSTRAINT attempt_step_note CHECK (char_length(note) <= 200),
    -- The arrows of AttemptMachine, but for those that lead nowhere: repeated silence is counted in the attempt's row.
    CONSTRAINT attempt_step_legal CHECK (
        (before, event, after) IN (
            ('created', 'scored', 'scored'),
            ('created', 'blocked', 'blocked'),
            ('scored', 'authentication_required', 'needs_authentication'),
            ('scored', 'cleared', 'sending'),
            ('needs_authentication', 'authenticated', 'authenticated'),
            ('needs_authentication', 'authentication_failed', 'not_authenticated'),
            ('authenticated', 'cleared', 'sending'),
            ('created', 'abandoned', 'canceled'),
            ('scored', 'abandoned', 'canceled'),
            ('needs_authentication', 'abandoned', 'canceled'),
            ('authenticated', 'abandoned', 'canceled'),
            ('sending', 'authorized', 'authorized'),
            ('sending', 'captured', 'captured'),
            ('sending', 'declined', 'declined'),
            ('sending', 'not_sent', 'canceled'),
            ('sending', 'cvc_lost', 'needs_cvc'),
            ('sending', 'silence', 'unknown'),
            ('sending', 'unwanted', 'reversing'),
            ('unknown', 'authorized', 'authorized'),
            ('unknown', 'captured', 'captured'),
            ('unknown', 'declined', 'declined'),
            ('unknown', 'not_found', 'reversing'),
            ('unknown', 'unwanted', 'reversing'),
            ('reversing', 'reversed', 'canceled'),
            ('authorized', 'captured', 'captured'),
            ('authorized', 'voided', 'canceled')
        )
    )
);

GRANT SELECT, INSERT ON checkout.attempt_steps TO session_api;

-- What came of an attempt that reached a verdict: money taken, or a no. Card, payer, verdict and risk are the attempt's.
CREATE TABLE checkout.charges (
    id         text COLLATE "C" PRIMARY KEY,
    attempt    text COLLATE "C" NOT NULL REFERENCES checkout.payment_attempts (id),
    created_at timestamptz NOT NULL,
    amount     bigint NOT NULL,
    captured   bigint NOT NULL,
    refunded   bigint NOT NULL DEFAULT 0,
    CONSTRAINT charge_of_attempt UNIQUE (attempt),
    CONSTRAINT charge_amounts CHECK (amount > 0 AND 0 <= refunded AND refunded <= captured AND captured <= amount)
);

GRANT SELECT, INSERT, UPDATE (captured, refunded) ON checkout.charges TO session_api;
