-- A row of the outbox finds a place whenever it is written, also after weeks without a worker or on an old backup: its day is made when it is
-- needed, and where that cannot be done at once the row goes to the partition of the rest, until its day is made.

CREATE TABLE outbox_rest PARTITION OF outbox DEFAULT;

-- Partitions with their time; that of the rest has none.
CREATE OR REPLACE VIEW outbox_partitions AS
  SELECT c.relname::text AS name, i.inhdetachpending AS is_detaching,
    (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz AS until,
    (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']+)''\)'))[1]::timestamptz AS since
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'outbox'::regclass;

CREATE FUNCTION has_outbox_day(p_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
  SELECT EXISTS (
    SELECT FROM outbox_partitions p
    WHERE NOT p.is_detaching AND p.until >= (p_day + 1)::timestamptz AND coalesce(p.since, '-infinity') <= p_day::timestamptz)
$$;

-- A day's partition, with what the rest holds of that day. One whose drop was begun comes back. Made as a table of its own and then
-- attached: writers of other days go on.
CREATE OR REPLACE FUNCTION make_outbox_partition(p_day date) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  made text := 'outbox_' || to_char(p_day, 'YYYYMMDD');
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('outbox partitions'));
  IF has_outbox_day(p_day) THEN
    RETURN;
  END IF;
  LOCK TABLE ONLY outbox IN SHARE UPDATE EXCLUSIVE MODE;
  LOCK TABLE outbox_rest IN ACCESS EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM outbox_partitions WHERE name = made AND is_detaching) THEN
    EXECUTE format('ALTER TABLE outbox DETACH PARTITION %I FINALIZE', made);
  ELSIF to_regclass('public.' || made) IS NULL THEN
    EXECUTE format('CREATE TABLE %I (LIKE outbox INCLUDING ALL)', made);
  END IF;
  EXECUTE format(
    'WITH moved AS (DELETE FROM outbox_rest WHERE created_at >= %L AND created_at < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
    p_day::timestamptz, (p_day + 1)::timestamptz, made);
  EXECUTE format('ALTER TABLE outbox ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', made, p_day::timestamptz, (p_day + 1)::timestamptz);
END
$$;

-- Today, the days to come, and those of rows in the rest. Returns how many there are of today and the days to come; fewer than asked for when
-- a transaction stood in the way for a second: nobody else is to wait behind this.
CREATE OR REPLACE FUNCTION prepare_outbox_partitions(p_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' SET lock_timeout = '1s' AS $$
DECLARE
  wanted date[] := ARRAY(SELECT current_date + i FROM generate_series(0, least(greatest(p_days, 1), 400)) i);
  day date;
BEGIN
  BEGIN
    FOREACH day IN ARRAY ARRAY(
      SELECT w FROM unnest(wanted) w WHERE NOT has_outbox_day(w)
      UNION SELECT (created_at AT TIME ZONE 'UTC')::date FROM outbox_rest WHERE isfinite(created_at) ORDER BY 1) LOOP
      PERFORM make_outbox_partition(day);
    END LOOP;
  EXCEPTION WHEN lock_not_available THEN
    RAISE NOTICE 'a transaction stands in the way of a day of the outbox';
  END;
  RETURN (SELECT count(*) FROM unnest(wanted) w WHERE has_outbox_day(w));
END
$$;

-- For whoever is about to write to the outbox: makes today's partition where it is missing. Never fails and never waits long for others: the
-- partition of the rest is there for that.
CREATE FUNCTION ensure_outbox_day() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' SET lock_timeout = '1s' AS $$
BEGIN
  IF NOT has_outbox_day(current_date) THEN
    BEGIN
      PERFORM make_outbox_partition(current_date);
    EXCEPTION WHEN lock_not_available THEN
      RAISE NOTICE 'a transaction stands in the way of today''s partition of the outbox';
    END;
  END IF;
END
$$;

-- As in 0009, and the outbox's day beside the audit's month.
CREATE OR REPLACE FUNCTION record_action(
  p_occurred_at timestamptz, p_action text, p_account_id text, p_flag_id uuid, p_hold_id uuid, p_reason text, p_before jsonb, p_after jsonb) RETURNS uuid
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  acted uuid;
BEGIN
  PERFORM prepare_audit_months(1);
  PERFORM ensure_outbox_day();
  INSERT INTO review_actions (occurred_at, action, account_id, flag_id, hold_id, reason, before, after)
  VALUES (p_occurred_at, p_action, p_account_id, p_flag_id, p_hold_id, p_reason, p_before, p_after)
  RETURNING action_id INTO acted;
  PERFORM publish_action(acted);
  RETURN acted;
END
$$;

-- As in 0005, and the outbox's day.
CREATE OR REPLACE FUNCTION expire_holds_of_people() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  due     uuid;
  expired integer := 0;
BEGIN
  FOR due IN
    SELECT hold_id FROM holds WHERE status = 'active' AND origin = 'person' AND expires_at <= now()
    ORDER BY expires_at, hold_id LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED
  LOOP
    PERFORM ensure_outbox_day();
    UPDATE holds SET status = 'expired', ended_at = expires_at, version = version + 1, desk_version = desk_version + 1, written_at = now()
    WHERE hold_id = due;
    PERFORM publish_hold(due);
    expired := expired + 1;
  END LOOP;
  RETURN expired;
END
$$;

SELECT prepare_outbox_partitions(14);

GRANT EXECUTE ON FUNCTION ensure_outbox_day() TO fraudwatch_worker;
GRANT SELECT ON outbox_rest TO fraudwatch_worker;
