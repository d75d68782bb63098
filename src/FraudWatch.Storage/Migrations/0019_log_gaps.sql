-- The audit of lost stretches of the logs: what was never decided, and who accepted that.
CREATE TABLE log_gaps (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  cell         text        NOT NULL REFERENCES cells,
  topic        text        NOT NULL CHECK (topic IN ('coin-events', 'fraud-actions', 'gift-events')),
  partition    integer     NOT NULL CHECK (partition >= 0),
  first_offset bigint      NOT NULL CHECK (first_offset >= 0),
  last_offset  bigint      NOT NULL CHECK (last_offset >= first_offset),
  reason       text        NOT NULL CHECK (char_length(btrim(reason)) BETWEEN 1 AND 2000),
  -- The login of the database, and the person's at the machine where the worker was started.
  accepted_by  text        NOT NULL DEFAULT session_user,
  started_by   text        NOT NULL,
  accepted_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (cell, topic, partition, first_offset)
);

CREATE TRIGGER log_gaps_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON log_gaps
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_review_change();

-- Moves the offset over a gap that begins at it, once. True when it has moved, now or by an earlier attempt whose acknowledgement was lost.
CREATE FUNCTION accept_log_gap(p_cell text, p_epoch bigint, p_topic text, p_partition integer, p_from bigint, p_to bigint, p_reason text, p_started_by text)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  held bigint;
BEGIN
  PERFORM require_reason(p_reason);
  PERFORM assert_writer(p_cell, p_epoch);
  SELECT coalesce(max(next_offset), 0) INTO held FROM partition_offsets
  WHERE cell = p_cell AND topic = p_topic AND partition = p_partition;
  IF held <> p_from THEN
    RETURN held = p_to + 1 AND EXISTS (SELECT FROM log_gaps
      WHERE cell = p_cell AND topic = p_topic AND partition = p_partition AND first_offset = p_from AND last_offset = p_to);
  END IF;
  INSERT INTO log_gaps (cell, topic, partition, first_offset, last_offset, reason, started_by)
  VALUES (p_cell, p_topic, p_partition, p_from, p_to, p_reason, p_started_by);
  INSERT INTO partition_offsets (cell, epoch, topic, partition, next_offset) VALUES (p_cell, p_epoch, p_topic, p_partition, p_to + 1)
  ON CONFLICT (cell, topic, partition) DO UPDATE SET next_offset = excluded.next_offset, epoch = excluded.epoch, updated_at = now();
  RETURN true;
END
$$;

GRANT SELECT ON log_gaps TO fraudwatch_worker, fraudwatch_analyst;
GRANT EXECUTE ON FUNCTION accept_log_gap(text, bigint, text, integer, bigint, bigint, text, text) TO fraudwatch_worker;
