-- The event log, the mark of what has not been sent on yet, and what reads the log by itself.
CREATE SCHEMA messages;

CREATE TABLE messages.messages (
    -- Version 7 UUID. It is also the partition key, so a lookup by id touches one partition and the id is unique everywhere.
    id uuid NOT NULL,
    merchant text NOT NULL,
    livemode boolean NOT NULL,
    session text,
    -- The session row's version: puts the events of one session in order.
    sequence integer NOT NULL,
    type text NOT NULL,
    -- text, not jsonb, which would reorder and respell what is signed later.
    data text NOT NULL,
    previous_attributes text,
    request_id text,
    idempotency_key text,
    -- For cursors: a reader that stays below the oldest running transaction skips no late commit.
    tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
    -- Business time.
    created_at timestamptz NOT NULL,
    -- The database's time, from which delays are measured.
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    CONSTRAINT messages_data_size CHECK (octet_length(data) <= 262144),
    CONSTRAINT messages_data_is_object CHECK (json_typeof(data::json) = 'object'),
    CONSTRAINT messages_previous_attributes_is_object CHECK (json_typeof(previous_attributes::json) = 'object')
) PARTITION BY RANGE (id);

CREATE INDEX messages_by_transaction ON messages.messages (tx, id);
CREATE INDEX messages_by_session ON messages.messages (session, sequence) WHERE session IS NOT NULL;
CREATE INDEX messages_by_merchant ON messages.messages (merchant, livemode, id);

-- Takes what lies outside of the partitions made ahead, so that a payment never fails for want of one.
CREATE TABLE messages.messages_default PARTITION OF messages.messages DEFAULT;

-- A session is completed once. The session's own conditional update sees to it; this makes a mistake there impossible
-- to commit. A unique index cannot: on a partitioned table it would have to contain the partition key.
CREATE TABLE messages.completed_sessions (
    session text NOT NULL,
    message uuid NOT NULL,
    CONSTRAINT one_completed_event_per_session PRIMARY KEY (session)
);

CREATE FUNCTION messages.remember_completed_session() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO messages.completed_sessions (session, message) VALUES (NEW.session, NEW.id);
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION messages.remember_completed_session() FROM PUBLIC;

CREATE TRIGGER one_completed_event_per_session AFTER INSERT ON messages.messages
FOR EACH ROW WHEN (NEW.type = 'checkout.session.completed')
EXECUTE FUNCTION messages.remember_completed_session();

-- One short row for each message that has not been fanned out to endpoints. It is nearly always empty, so vacuum goes by
-- a fixed number of dead rows.
CREATE TABLE messages.outbox (
    message uuid NOT NULL,
    CONSTRAINT outbox_pkey PRIMARY KEY (message)
) WITH (
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_vacuum_cost_delay = 0
);

-- How far each reader of the log has come.
CREATE TABLE messages.cursors (
    consumer text NOT NULL,
    tx xid8 NOT NULL DEFAULT '0',
    id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    CONSTRAINT cursors_pkey PRIMARY KEY (consumer)
);
