-- Refunds: money given back, with every step that led there, and the cap that no refund passes.
--
-- Business time (created_at, at) is a bound parameter; due_at uses the database's clock.

ALTER TABLE checkout.charges
    -- Minor units that are being given back: reserved before the acquirer is called, and let go or turned into
    -- `refunded` in the transaction that closes the refund.
    ADD COLUMN refunding bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT charge_refunds CHECK (refunding >= 0 AND refunded + refunding <= captured);

GRANT UPDATE (refunding) ON checkout.charges TO session_api;

-- What a request that has not been answered yet works on: whoever repeats it waits for that and answers the same.
ALTER TABLE checkout.idempotency_keys ADD COLUMN subject text COLLATE "C";

CREATE TABLE checkout.refunds (
    -- Also the key under which the acquirer knows it.
    id          text COLLATE "C" PRIMARY KEY,
    charge      text COLLATE "C" NOT NULL REFERENCES checkout.charges (id),
    intent      text COLLATE "C" NOT NULL,
    session     text COLLATE "C" NOT NULL,
    merchant    text COLLATE "C" NOT NULL,
    livemode    boolean NOT NULL,
    amount      bigint NOT NULL,
    currency    text NOT NULL,
    acquirer    text NOT NULL,
    -- The acquirer's id of the payment.
    transaction text NOT NULL,
    reason      text,
    metadata    json,
    created_at  timestamptz NOT NULL,
    state       text NOT NULL,
    -- What led to the state.
    event       text NOT NULL,
    -- How many steps were written for it.
    steps       smallint NOT NULL,
    -- The acquirer's word for why it does not do it.
    refusal     text,
    -- Who works on it, and since which takeover; NULL when it waits for anybody.
    runner      text COLLATE "C",
    fence       bigint NOT NULL,
    -- When it may be worked on, unless its runner lives.
    due_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- How often the acquirer was asked without a readable answer.
    silences    integer NOT NULL DEFAULT 0,
    CONSTRAINT refund_amount CHECK (amount > 0),
    CONSTRAINT refund_state CHECK (state IN ('sending', 'unknown', 'withdrawing', 'succeeded', 'failed')),
    CONSTRAINT refund_reason CHECK (reason IN ('duplicate', 'fraudulent', 'requested_by_customer')),
    CONSTRAINT refund_refusal CHECK (state NOT IN ('withdrawing', 'failed') OR refusal IS NOT NULL)
) WITH (fillfactor = 80);

CREATE INDEX refunds_of_charge ON checkout.refunds (charge, created_at, id);
CREATE INDEX refunds_of_intent ON checkout.refunds (intent, created_at, id);
CREATE INDEX refunds_of_merchant ON checkout.refunds (merchant, livemode, created_at, id);

-- What the workers walk; refunds that have ended leave it.
CREATE INDEX refunds_in_flight ON checkout.refunds (due_at) WHERE state IN ('sending', 'unknown', 'withdrawing');

GRANT SELECT, INSERT, UPDATE ON checkout.refunds TO session_api;

-- Every step that a refund took, never changed: written with the refund's row, before what follows from it is done.
CREATE TABLE checkout.refund_steps (
    refund   text COLLATE "C" NOT NULL REFERENCES checkout.refunds (id),
    position smallint NOT NULL,
    before   text NOT NULL,
    event    text NOT NULL,
    after    text NOT NULL,
    -- Why, for a person: a reason, never data of a card.
    note     text,
    at       timestamptz NOT NULL,
    CONSTRAINT refund_step PRIMARY KEY (refund, position),
    CONSTRAINT refund_step_note CHECK (char_length(note) <= 200),
    -- The arrows of RefundMachine, but for those that lead nowhere.
    CONSTRAINT refund_step_legal CHECK (
        (before, event, after) IN (
            ('created', 'requested', 'sending'),
            ('sending', 'settled', 'succeeded'),
            ('sending', 'refused', 'withdrawing'),
            ('sending', 'silence', 'unknown'),
            ('unknown', 'settled', 'succeeded'),
            ('unknown', 'refused', 'withdrawing'),
            ('withdrawing', 'settled', 'succeeded'),
            ('withdrawing', 'withdrawn', 'failed')
        )
    )
);

GRANT SELECT, INSERT ON checkout.refund_steps TO session_api;
