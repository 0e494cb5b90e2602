-- What the scorer counts, and what it decided. The role that uses it owns nothing here.
CREATE SCHEMA IF NOT EXISTS fraud;

-- How often a subject tried to pay: per window of 10 minutes, 1 hour and 24 hours the number of the newest bucket
-- (time divided by the window), what is in it, and what was in the one before.
-- The key is a hash, so the table names no address and no e-mail.
CREATE TABLE fraud.counters (
    livemode   boolean  NOT NULL,
    subject    smallint NOT NULL,
    key        bytea    NOT NULL,
    bucket_10m bigint   NOT NULL,
    now_10m    integer  NOT NULL,
    before_10m integer  NOT NULL,
    bucket_1h  bigint   NOT NULL,
    now_1h     integer  NOT NULL,
    before_1h  integer  NOT NULL,
    bucket_24h bigint   NOT NULL,
    now_24h    integer  NOT NULL,
    before_24h integer  NOT NULL,
    PRIMARY KEY (livemode, subject, key),
    CONSTRAINT counters_known_subject CHECK (subject BETWEEN 1 AND 5)
) WITH (fillfactor = 70);

-- For the retention pass. It changes once a day, so that all other updates stay within their page (HOT).
CREATE INDEX counters_by_day ON fraud.counters (bucket_24h);

-- What was seen together: a card at an address, in a checkout, with an e-mail address, at a merchant.
CREATE TABLE fraud.sightings (
    livemode boolean     NOT NULL,
    pairing  smallint    NOT NULL,
    subject  bytea       NOT NULL,
    member   bytea       NOT NULL,
    seen_at  timestamptz NOT NULL,
    seen_day bigint      NOT NULL,
    PRIMARY KEY (livemode, pairing, subject, member),
    CONSTRAINT sightings_known_pairing CHECK (pairing BETWEEN 1 AND 4)
) WITH (fillfactor = 70);

-- The newest first, so that counting may stop at a limit.
CREATE INDEX sightings_newest ON fraud.sightings (livemode, pairing, subject, seen_at DESC);
CREATE INDEX sightings_by_day ON fraud.sightings (seen_day);

-- One verdict per payment attempt: a repeated question gets the first answer.
CREATE TABLE fraud.verdicts (
    attempt           text        NOT NULL,
    session           text        NOT NULL,
    merchant          text        NOT NULL,
    livemode          boolean     NOT NULL,
    scored_at         timestamptz NOT NULL,
    score             smallint    NOT NULL,
    decision          text        NOT NULL,
    computed_score    smallint    NOT NULL,
    computed_decision text        NOT NULL,
    reasons           text        NOT NULL,
    CONSTRAINT one_verdict_per_attempt PRIMARY KEY (attempt),
    CONSTRAINT verdicts_score CHECK (score BETWEEN 0 AND 100 AND computed_score BETWEEN 0 AND 100)
);

-- Rows arrive in the order of time and never change: a few pages describe them all.
CREATE INDEX verdicts_by_time ON fraud.verdicts USING brin (scored_at);

REVOKE ALL ON SCHEMA fraud FROM PUBLIC;
GRANT USAGE ON SCHEMA fraud TO fraud_scorer;
GRANT SELECT, INSERT, UPDATE, DELETE ON fraud.counters, fraud.sightings TO fraud_scorer;
GRANT SELECT, INSERT, DELETE ON fraud.verdicts TO fraud_scorer;
