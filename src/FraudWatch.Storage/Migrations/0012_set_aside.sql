-- What its topic does not take: a row of the outbox is set aside with the reason, so that others go on, and a rejected message that the
-- dead-letter topic takes only in part, or not at all, is kept whole.

ALTER TABLE outbox ADD COLUMN set_aside_at timestamptz;
ALTER TABLE outbox ADD COLUMN set_aside_why text;

CREATE VIEW outbox_set_aside AS
  SELECT id, kind, object_id, version, topic, key, octet_length(payload) AS bytes, created_at, set_aside_at, set_aside_why
  FROM outbox WHERE published_at IS NULL AND set_aside_at IS NOT NULL;

-- Once the topic takes them: gives the rows that were set aside back to the publisher, but none of which a later version is published already.
-- Returns how many.
CREATE FUNCTION publish_set_aside() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH again AS (
    UPDATE outbox o SET set_aside_at = NULL, set_aside_why = NULL
    WHERE o.published_at IS NULL AND o.set_aside_at IS NOT NULL AND NOT EXISTS (
      SELECT FROM outbox l WHERE l.kind = o.kind AND l.object_id = o.object_id AND l.version > o.version AND l.published_at IS NOT NULL)
    RETURNING o.id)
  SELECT count(*) FROM again
$$;

-- As in 0011; what is set aside was not told, and does not grow what is to be read back.
CREATE OR REPLACE FUNCTION told_since(p_cell text) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT least(max(updated_at), (SELECT min(created_at) FROM outbox WHERE published_at IS NULL AND set_aside_at IS NULL))
  FROM partition_offsets WHERE cell = p_cell HAVING max(updated_at) IS NOT NULL
$$;

CREATE TABLE kept_letters (
  topic       text        NOT NULL,
  "partition" integer     NOT NULL CHECK ("partition" >= 0),
  "offset"    bigint      NOT NULL CHECK ("offset" >= 0),
  reason      text        NOT NULL,
  detail      text        NOT NULL,
  bytes       bytea       NOT NULL,
  -- Why the topic took nothing of it; null where it has a part.
  refusal     text,
  kept_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (topic, "partition", "offset")
);

CREATE INDEX kept_letters_by_time ON kept_letters (kept_at);

GRANT UPDATE (set_aside_at, set_aside_why) ON outbox TO fraudwatch_worker;
GRANT SELECT ON outbox_set_aside TO fraudwatch_worker, fraudwatch_analyst;
GRANT EXECUTE ON FUNCTION publish_set_aside() TO fraudwatch_worker;
GRANT SELECT, INSERT, UPDATE ON kept_letters TO fraudwatch_worker;
GRANT SELECT ON kept_letters TO fraudwatch_analyst;
