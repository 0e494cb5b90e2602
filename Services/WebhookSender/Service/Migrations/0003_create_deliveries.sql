-- A delivery is one event on its way to one endpoint. It stands in `ready` while it may be or is being sent, in `scheduled`
-- while it waits for its next attempt, and in neither once it is over; what happened stands in `attempts`.
CREATE TABLE messages.ready (
    endpoint text NOT NULL,
    message uuid NOT NULL,
    -- Attempts begun so far.
    attempt smallint NOT NULL,
    -- Fixed when the event was fanned out, so that the body is the same in every attempt.
    api_version text NOT NULL,
    pending_webhooks smallint NOT NULL,
    -- Free when in the past; in the future it is the end of the holder's lease. One column for both: nothing has to
    -- rescue the rows of a sender that died.
    visible_at timestamptz NOT NULL,
    -- The holder's token. Every write of a holder names it, so one whose lease was taken over changes nothing.
    lease bigint,
    CONSTRAINT ready_pkey PRIMARY KEY (endpoint, message)
) WITH (
    -- A claim changes no indexed column, so with room on the page it stays a heap-only update.
    fillfactor = 60,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0
);

CREATE TABLE messages.scheduled (
    endpoint text NOT NULL,
    message uuid NOT NULL,
    attempt smallint NOT NULL,
    api_version text NOT NULL,
    pending_webhooks smallint NOT NULL,
    -- The database's clock, like every lease and due time.
    due_at timestamptz NOT NULL,
    CONSTRAINT scheduled_pkey PRIMARY KEY (endpoint, message)
) WITH (
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0
);
CREATE INDEX scheduled_by_due_time ON messages.scheduled (due_at);

CREATE TABLE messages.attempts (
    started_at timestamptz NOT NULL,
    endpoint text NOT NULL,
    message uuid NOT NULL,
    attempt smallint NOT NULL,
    delivered boolean NOT NULL,
    -- NULL when no answer came.
    http_status smallint,
    error text,
    duration_ms integer NOT NULL,
    -- The first 4 KiB of the answer's body.
    response text,
    -- When the next attempt is due; NULL after the last one, whether it delivered or not.
    next_at timestamptz
) PARTITION BY RANGE (started_at);
CREATE INDEX attempts_by_message ON messages.attempts (message);
CREATE INDEX attempts_by_endpoint ON messages.attempts (endpoint, started_at);
CREATE TABLE messages.attempts_default PARTITION OF messages.attempts DEFAULT;

CREATE SEQUENCE messages.lease_tokens CACHE 100;
