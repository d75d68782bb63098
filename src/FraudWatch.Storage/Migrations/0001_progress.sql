-- How far each cell has got: its writer's epoch, its detector's clock, its offsets and counters.
-- All of it moves in the same transaction as the flags, holds and outbox rows that it stands for.

-- From here on no function may be called but by those whom it is granted to.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE TABLE cells (
  cell           text        PRIMARY KEY CHECK (cell ~ '^[a-z0-9][a-z0-9_-]{0,31}$'),
  -- The writer that last took the cell. A transaction of any other epoch is refused.
  epoch          bigint      NOT NULL CHECK (epoch >= 1),
  -- The largest event time processed; null until the first batch. Policy holds expire by it.
  detector_clock timestamptz,
  updated_at     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE partition_offsets (
  cell        text        NOT NULL REFERENCES cells,
  topic       text        NOT NULL CHECK (topic IN ('coin-events', 'fraud-actions', 'gift-events')),
  partition   integer     NOT NULL CHECK (partition >= 0),
  -- The first offset that is not yet in the record.
  next_offset bigint      NOT NULL CHECK (next_offset >= 0),
  -- The writer that moved it last.
  epoch       bigint      NOT NULL CHECK (epoch >= 1),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (cell, topic, partition)
);

-- Absolute values, not increments: a transaction repeated after a lost acknowledgement counts once.
CREATE TABLE counters (
  cell       text        NOT NULL REFERENCES cells,
  name       text        NOT NULL CHECK (name ~ '^[a-z][a-z0-9_.]{0,63}$'),
  value      bigint      NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (cell, name)
);

-- The fence. It locks the cell's row until the transaction ends, so that two writers cannot both pass it.
CREATE FUNCTION assert_writer(p_cell text, p_epoch bigint) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  held bigint;
BEGIN
  SELECT epoch INTO held FROM cells WHERE cell = p_cell FOR NO KEY UPDATE;
  IF held IS DISTINCT FROM p_epoch THEN
    RAISE EXCEPTION 'cell % belongs to epoch %, this writer has epoch %', p_cell, coalesce(held::text, '(none)'), p_epoch
      USING ERRCODE = 'FW001';
  END IF;
END
$$;

-- Offsets and epochs never go back, whoever writes them.
CREATE FUNCTION refuse_offset_going_back() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.next_offset < OLD.next_offset OR NEW.epoch < OLD.epoch THEN
    RAISE EXCEPTION 'offset of %[%] would go back from % (epoch %) to % (epoch %)',
      OLD.topic, OLD.partition, OLD.next_offset, OLD.epoch, NEW.next_offset, NEW.epoch
      USING ERRCODE = 'FW005';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER offsets_only_move_forward BEFORE UPDATE ON partition_offsets
  FOR EACH ROW EXECUTE FUNCTION refuse_offset_going_back();
