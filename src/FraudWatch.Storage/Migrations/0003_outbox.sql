-- What is still to be told: every version of every flag and hold, and every action, exactly once each.
-- Written in the transaction of the change itself; published in id order, at least once.

CREATE TABLE outbox (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind         text        NOT NULL CHECK (kind IN ('flag', 'hold', 'action')),
  object_id    uuid        NOT NULL,
  version      integer     NOT NULL CHECK (version >= 1),
  topic        text        NOT NULL CHECK (topic IN ('fraud-decisions', 'fraud-actions')),
  key          text        NOT NULL CHECK (char_length(key) BETWEEN 1 AND 64),
  payload      text        NOT NULL CHECK (payload LIKE '{%}'),
  created_at   timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz,
  UNIQUE (kind, object_id, version),
  CHECK ((kind = 'action') = (topic = 'fraud-actions'))
);

CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
