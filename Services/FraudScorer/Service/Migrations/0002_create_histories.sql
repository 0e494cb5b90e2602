-- What the scorer has learned from the event log. All of it may be deleted together with the row of 'fraud-scorer' in
-- messages.cursors; it is then learned again from as much of the log as is still kept.

-- How large a merchant's payments usually are.
CREATE TABLE fraud.merchant_amounts (
    livemode   boolean   NOT NULL,
    merchant   text      NOT NULL,
    currency   text      NOT NULL,
    -- A histogram with two bins for each doubling of the amount, halved now and then.
    counts     integer[] NOT NULL,
    -- What 19 of 20 payments stay below; NULL while too few are known. Worked out here, so that a score only reads it.
    usual_most bigint,
    PRIMARY KEY (livemode, merchant, currency)
) WITH (fillfactor = 70);

-- What a card usually pays at a merchant. The key is a hash of both.
CREATE TABLE fraud.card_habits (
    livemode   boolean          NOT NULL,
    card       bytea            NOT NULL,
    currency   text             NOT NULL,
    payments   integer          NOT NULL,
    level      double precision NOT NULL,
    spread     double precision NOT NULL,
    usual_most bigint,
    last_seen  timestamptz      NOT NULL,
    -- For the retention pass; it changes once a day, so that other updates stay within their page (HOT).
    last_day   bigint           NOT NULL,
    PRIMARY KEY (livemode, card, currency)
) WITH (fillfactor = 70);

CREATE INDEX card_habits_by_day ON fraud.card_habits (last_day);

-- What banks said, counted in two buckets each as in fraud.counters: of a card at a merchant (1), of a merchant (2).
CREATE TABLE fraud.outcomes (
    livemode     boolean  NOT NULL,
    subject      smallint NOT NULL,
    key          bytea    NOT NULL,
    bucket_1h    bigint   NOT NULL,
    yes_1h       integer  NOT NULL,
    yes_before_1h integer NOT NULL,
    no_1h        integer  NOT NULL,
    no_before_1h integer  NOT NULL,
    bucket_24h   bigint   NOT NULL,
    yes_24h      integer  NOT NULL,
    yes_before_24h integer NOT NULL,
    no_24h       integer  NOT NULL,
    no_before_24h integer NOT NULL,
    PRIMARY KEY (livemode, subject, key),
    CONSTRAINT outcomes_known_subject CHECK (subject BETWEEN 1 AND 2)
) WITH (fillfactor = 70);

CREATE INDEX outcomes_by_day ON fraud.outcomes (bucket_24h);

GRANT SELECT, INSERT, UPDATE, DELETE ON fraud.merchant_amounts, fraud.card_habits, fraud.outcomes TO fraud_scorer;
