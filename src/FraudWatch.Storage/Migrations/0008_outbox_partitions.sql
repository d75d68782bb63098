-- The outbox in partitions of a day, so that what is old leaves as a whole, without a scan and without holding up writers.
--
-- A unique key across partitions must contain what they are cut by, so a version is unique within its transaction's time only.
-- That no version comes twice is the writer's merge under row locks (detector_version), as it was before this key too.

ALTER TABLE outbox RENAME TO outbox_past;
ALTER TABLE outbox_past ALTER COLUMN id DROP IDENTITY;
ALTER TABLE outbox_past DROP CONSTRAINT outbox_pkey;
ALTER TABLE outbox_past DROP CONSTRAINT outbox_kind_object_id_version_key;
DROP INDEX outbox_unpublished;

CREATE SEQUENCE outbox_ids OWNED BY NONE;
SELECT setval('outbox_ids', coalesce((SELECT max(id) FROM outbox_past), 0) + 1, false);

-- Columns and checks as they were, by the same names: a partition must have its parent's.
CREATE TABLE outbox (LIKE outbox_past INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (created_at);
ALTER TABLE outbox ALTER COLUMN id SET DEFAULT nextval('outbox_ids');
ALTER TABLE outbox ADD PRIMARY KEY (id, created_at);
ALTER TABLE outbox ADD UNIQUE (kind, object_id, version, created_at);

CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL;

-- A day's partition. Made as a table of its own and then attached: that lets writers go on, as CREATE … PARTITION OF would not.
CREATE FUNCTION make_outbox_partition(p_day date) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  name text := 'outbox_' || to_char(p_day, 'YYYYMMDD');
BEGIN
  IF to_regclass('public.' || name) IS NOT NULL THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE outbox INCLUDING ALL)', name);
  EXECUTE format('ALTER TABLE outbox ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, p_day::timestamptz, (p_day + 1)::timestamptz);
END
$$;

-- What is there becomes the first partition, up to the end of this day.
DO $$
DECLARE
  tomorrow timestamptz := (date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 day') AT TIME ZONE 'UTC';
BEGIN
  EXECUTE format('ALTER TABLE outbox ATTACH PARTITION outbox_past FOR VALUES FROM (MINVALUE) TO (%L)', tomorrow);
END
$$;

-- Partitions for the days to come, made in time by whichever worker asks; returns how many days from now have one.
CREATE FUNCTION prepare_outbox_partitions(p_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('outbox partitions'));
  FOR ahead IN 1..least(greatest(p_days, 1), 400) LOOP
    PERFORM make_outbox_partition(current_date + ahead)
    WHERE NOT EXISTS (
      SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'outbox'::regclass AND c.relname = 'outbox_' || to_char(current_date + ahead, 'YYYYMMDD'));
  END LOOP;
  RETURN p_days;
END
$$;

SELECT prepare_outbox_partitions(14);

-- Partitions with the end of their time; the detached ones are those that a drop could not finish.
CREATE VIEW outbox_partitions AS
  SELECT c.relname::text AS name, i.inhdetachpending AS is_detaching,
    (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'outbox'::regclass;

GRANT SELECT, INSERT, UPDATE (published_at) ON outbox TO fraudwatch_worker;
GRANT SELECT ON outbox TO fraudwatch_analyst;
GRANT USAGE ON SEQUENCE outbox_ids TO fraudwatch_worker;
GRANT SELECT ON outbox_partitions TO fraudwatch_worker, fraudwatch_analyst;
GRANT EXECUTE ON FUNCTION prepare_outbox_partitions(integer) TO fraudwatch_worker;
