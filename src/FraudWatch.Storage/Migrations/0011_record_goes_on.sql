-- A database can become what it was some time ago: a backup is restored, or a standby that lagged is promoted. A writer that went on
-- from where it thought to be would leave a hole that nothing shows. So each transaction proves that it begins where the record ends.

-- The fence and the proof, under the lock of the cell's row.
--   FW001: a later writer has the cell.
--   FW010: the record is not where this writer left it. Offsets that a batch does not name are not compared.
-- Where the record stands at the batch's end already, the batch is there: it is written again after a lost acknowledgement, and changes nothing.
CREATE FUNCTION assert_goes_on(
  p_cell text, p_epoch bigint, p_topics text[], p_partitions integer[], p_begins bigint[], p_ends bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  held     bigint;
  astray   text;
  is_there boolean;
BEGIN
  SELECT epoch INTO held FROM cells WHERE cell = p_cell FOR NO KEY UPDATE;
  IF held > p_epoch THEN
    RAISE EXCEPTION 'cell % belongs to epoch %, this writer has epoch %', p_cell, held, p_epoch USING ERRCODE = 'FW001';
  END IF;
  IF held IS NULL OR held < p_epoch THEN
    RAISE EXCEPTION 'expected epoch % of cell %, as this writer took it; found %', p_epoch, p_cell, coalesce(held::text, 'none')
      USING ERRCODE = 'FW010';
  END IF;
  SELECT min(format('next offset %s of %s[%s], found %s', b.begins, b.topic, b.partition, coalesce(s.next_offset, 0)))
      FILTER (WHERE coalesce(s.next_offset, 0) <> b.begins),
    bool_and(coalesce(s.next_offset, 0) = b.ends)
  INTO astray, is_there
  FROM unnest(p_topics, p_partitions, p_begins, p_ends) AS b(topic, partition, begins, ends)
    LEFT JOIN partition_offsets s ON s.cell = p_cell AND s.topic = b.topic AND s.partition = b.partition;
  IF astray IS NOT NULL AND NOT is_there THEN
    RAISE EXCEPTION 'expected %', astray USING ERRCODE = 'FW010';
  END IF;
END
$$;

GRANT EXECUTE ON FUNCTION assert_goes_on(text, bigint, text[], integer[], bigint[], bigint[]) TO fraudwatch_worker;

-- What was told before the record went back stands on fraud-decisions and is not told again, nor is anything told below it. Here is the last
-- version of each flag or hold that stands there above the record's, as a worker that starts read it back from the topic. A row stays until
-- everything that the logs held at that start is decided again; then numbering goes on above it. Empty at all other times.
CREATE TABLE told_ahead (
  kind      text    NOT NULL CHECK (kind IN ('flag', 'hold')),
  object_id uuid    NOT NULL,
  version   integer NOT NULL CHECK (version >= 1),
  payload   jsonb   NOT NULL,
  PRIMARY KEY (kind, object_id)
);

-- Numbers that were told with what the record no longer holds, and are passed over.
ALTER TABLE flags ADD COLUMN skipped_versions integer NOT NULL DEFAULT 0 CHECK (skipped_versions >= 0);
ALTER TABLE holds ADD COLUMN skipped_versions integer NOT NULL DEFAULT 0 CHECK (skipped_versions >= 0);

DO $$
DECLARE
  sum record;
BEGIN
  FOR sum IN
    SELECT conrelid::regclass AS stands_in, conname FROM pg_constraint
    WHERE contype = 'c' AND conrelid IN ('flags'::regclass, 'holds'::regclass) AND pg_get_constraintdef(oid) LIKE '%detector_version + desk_version%'
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', sum.stands_in, sum.conname);
  END LOOP;
END
$$;

ALTER TABLE flags ADD CONSTRAINT flags_versions_add_up CHECK (version = detector_version + desk_version + skipped_versions);
ALTER TABLE holds ADD CONSTRAINT holds_versions_add_up CHECK (version = detector_version + desk_version + skipped_versions AND version >= 1);

-- A decision that ends a flag is told when a person takes it, with what had been told of the flag until then. The detector's answer has the same number
-- and may know more by then, which is no version of its own: not when it comes, and not when it is decided again.
CREATE FUNCTION is_answer_to(p_kind text, p_decided jsonb, p_told jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT p_kind = 'flag' AND p_told ->> 'status' IN ('confirmed', 'dismissed') AND p_decided ->> 'status' = p_told ->> 'status'
$$;

-- A version that was told already is marked so; another one by that number is kept back, and settle_told numbers its content anew. The last one told,
-- decided again as it was, is all there is to know: what the record takes up after it without a version is no other content.
CREATE FUNCTION keep_back_what_was_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  told told_ahead%ROWTYPE;
BEGIN
  SELECT * INTO told FROM told_ahead t WHERE t.kind = NEW.kind AND t.object_id = NEW.object_id;
  IF NOT FOUND OR NEW.version > told.version THEN
    RETURN NEW;
  END IF;
  IF NEW.version = told.version THEN
    IF NEW.payload::jsonb <> told.payload AND NOT is_answer_to(NEW.kind, NEW.payload::jsonb, told.payload) THEN
      RETURN NULL;
    END IF;
    DELETE FROM told_ahead t WHERE t.kind = NEW.kind AND t.object_id = NEW.object_id;
  END IF;
  NEW.published_at := clock_timestamp();
  RETURN NEW;
END
$$;

CREATE TRIGGER outbox_keeps_back_what_was_told BEFORE INSERT ON outbox
  FOR EACH ROW WHEN (NEW.kind <> 'action') EXECUTE FUNCTION keep_back_what_was_told();

-- From when on fraud-decisions may hold what the record does not: null for from its start.
CREATE FUNCTION told_since(p_cell text) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT least(max(updated_at), (SELECT min(created_at) FROM outbox WHERE published_at IS NULL))
  FROM partition_offsets WHERE cell = p_cell HAVING max(updated_at) IS NOT NULL
$$;

-- Takes in the last version of each flag and hold that stands on the topic, and returns how many of all are ahead of the record. Called before
-- anything is published: what is told and only not marked as such is marked, so that nothing is told again behind its successors.
CREATE FUNCTION note_told(p_kinds text[], p_ids uuid[], p_versions integer[], p_payloads text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  WITH told AS MATERIALIZED (
    SELECT * FROM unnest(p_kinds, p_ids, p_versions, p_payloads) AS t(kind, object_id, version, payload)),
  waiting AS MATERIALIZED (
    SELECT o.id, o.created_at, t.kind, t.object_id, t.version, t.payload,
      o.version = t.version AND o.payload::jsonb <> t.payload::jsonb AS is_other
    FROM outbox o JOIN told t ON t.kind = o.kind AND t.object_id = o.object_id AND o.version <= t.version
    WHERE o.published_at IS NULL),
  marked AS (
    UPDATE outbox o SET published_at = clock_timestamp() FROM waiting w WHERE NOT w.is_other AND o.id = w.id AND o.created_at = w.created_at),
  -- By the number of what was told, with other content: somebody decided on the record that had gone back. settle_told numbers it anew.
  kept_back AS (
    DELETE FROM outbox o USING waiting w WHERE w.is_other AND o.id = w.id AND o.created_at = w.created_at
    RETURNING w.kind, w.object_id, w.version, w.payload)
  INSERT INTO told_ahead AS known (kind, object_id, version, payload)
  SELECT kind, object_id, version, payload::jsonb FROM kept_back
  UNION ALL
  SELECT t.kind, t.object_id, t.version, t.payload::jsonb FROM told t
  WHERE t.version > coalesce(CASE t.kind
    WHEN 'flag' THEN (SELECT max(f.version) FROM flags f WHERE f.flag_id = t.object_id)
    ELSE (SELECT max(h.version) FROM holds h WHERE h.hold_id = t.object_id) END, 0)
  ON CONFLICT (kind, object_id) DO UPDATE SET version = excluded.version, payload = excluded.payload WHERE known.version <= excluded.version;
  RETURN (SELECT count(*) FROM told_ahead);
END
$$;

-- Once everything is decided again: what the record holds by a number at or below the one that was told, and is not what was told by it, gets a
-- number above and is told. Returns how many are left: those that the record does not have (yet).
CREATE FUNCTION settle_told() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  told told_ahead%ROWTYPE;
  f    flags%ROWTYPE;
  h    holds%ROWTYPE;
BEGIN
  PERFORM ensure_outbox_day();

  -- Flags before holds, in id order, as everywhere.
  FOR told IN SELECT * FROM told_ahead ORDER BY kind, object_id LOOP
    IF told.kind = 'flag' THEN
      SELECT * INTO f FROM flags WHERE flag_id = told.object_id FOR NO KEY UPDATE;
      CONTINUE WHEN NOT FOUND;
      DELETE FROM told_ahead WHERE kind = 'flag' AND object_id = told.object_id;
      CONTINUE WHEN f.version > told.version OR (f.version = told.version AND flag_document(f.flag_id)::jsonb = told.payload);
      UPDATE flags SET version = told.version + 1, skipped_versions = skipped_versions + told.version + 1 - version, written_at = now()
      WHERE flag_id = f.flag_id AND raised_at = f.raised_at;
      PERFORM publish_flag(f.flag_id);
    ELSE
      SELECT * INTO h FROM holds WHERE hold_id = told.object_id FOR NO KEY UPDATE;
      CONTINUE WHEN NOT FOUND;
      DELETE FROM told_ahead WHERE kind = 'hold' AND object_id = told.object_id;
      CONTINUE WHEN h.version > told.version OR (h.version = told.version AND hold_document(h.hold_id)::jsonb = told.payload);
      UPDATE holds SET version = told.version + 1, skipped_versions = skipped_versions + told.version + 1 - version, written_at = now()
      WHERE hold_id = h.hold_id AND placed_at = h.placed_at;
      PERFORM publish_hold(h.hold_id);
    END IF;
  END LOOP;
  RETURN (SELECT count(*) FROM told_ahead);
END
$$;

GRANT SELECT ON told_ahead TO fraudwatch_worker, fraudwatch_analyst;
GRANT EXECUTE ON FUNCTION told_since(text), note_told(text[], uuid[], integer[], text[]), settle_told() TO fraudwatch_worker;
