-- Partitions are made ahead and dropped behind, one for each day (UTC).

-- The lowest version 7 UUID of an instant: the bound between partitions.
CREATE FUNCTION messages.uuid_floor(instant timestamptz) RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM instant) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;

-- Makes the partition of one day unless it is there. Attached rather than created in place: that leaves the parent
-- open for inserts meanwhile. A day of which rows lie in the default partition already is left to it.
CREATE FUNCTION messages.make_partition(parent text, day date, low text, high text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    partition text := parent || '_' || to_char(day, 'YYYYMMDD');
BEGIN
    IF to_regclass('messages.' || partition) IS NOT NULL THEN RETURN false; END IF;
    EXECUTE format('CREATE TABLE messages.%I (LIKE messages.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition, parent);
    EXECUTE format('ALTER TABLE messages.%I ATTACH PARTITION messages.%I FOR VALUES FROM (%L) TO (%L)',
        parent, partition, low, high);
    RETURN true;
EXCEPTION WHEN check_violation THEN
    RETURN false;
END $$;
REVOKE ALL ON FUNCTION messages.make_partition(text, date, text, text) FROM PUBLIC;

-- One pass: today and the days ahead are made, those past their time dropped. Runs as the owner, so that the sender need
-- not own the tables. It waits 200 ms at most for a lock, since traffic would queue behind it, and fails after that; the
-- next pass tries again.
CREATE FUNCTION messages.maintain_partitions(ahead_days integer, keep_days integer)
RETURNS TABLE (created integer, dropped integer, default_rows boolean)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '200ms'
SET timezone = 'UTC' AS $$
DECLARE
    today date := clock_timestamp()::date;
    oldest date := today - greatest(keep_days, 7);
    day date;
    old record;
BEGIN
    created := 0;
    dropped := 0;
    IF NOT pg_try_advisory_xact_lock(hashtextextended('messages.maintain_partitions', 0)) THEN RETURN; END IF;
    FOR day IN SELECT generate_series(today, today + least(ahead_days, 30), interval '1 day')::date LOOP
        created := created
            + messages.make_partition('messages', day, messages.uuid_floor(day)::text, messages.uuid_floor(day + 1)::text)::integer
            + messages.make_partition('attempts', day, day::text, (day + 1)::text)::integer;
    END LOOP;
    FOR old IN
        SELECT c.relname FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
        WHERE i.inhparent IN ('messages.messages'::regclass, 'messages.attempts'::regclass)
        AND c.relname ~ '^(messages|attempts)_\d{8}$' AND to_date(right(c.relname, 8), 'YYYYMMDD') < oldest
    LOOP
        EXECUTE format('DROP TABLE messages.%I', old.relname);
        dropped := dropped + 1;
    END LOOP;
    DELETE FROM messages.messages_default WHERE id < messages.uuid_floor(oldest);
    DELETE FROM messages.attempts_default WHERE started_at < oldest;
    -- A session lives a day at most: of those that old no second completion can come. Reads the whole table, so only on
    -- days when something was dropped.
    IF dropped > 0 THEN
        DELETE FROM messages.completed_sessions WHERE message < messages.uuid_floor(oldest);
    END IF;
    default_rows := EXISTS (SELECT FROM messages.messages_default) OR EXISTS (SELECT FROM messages.attempts_default);
    RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION messages.maintain_partitions(integer, integer) FROM PUBLIC;

SELECT FROM messages.maintain_partitions(7, 30);
