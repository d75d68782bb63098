-- Which log a committed offset counts in. A topic made anew has the same name and another id; a broker that came back with an older copy
-- has the same id and, once it went on, another message at the offset.
CREATE TABLE partition_marks (
  cell           text        NOT NULL REFERENCES cells,
  topic          text        NOT NULL CHECK (topic IN ('coin-events', 'fraud-actions', 'gift-events')),
  partition      integer     NOT NULL CHECK (partition >= 0),
  -- As the brokers give it; null when they did not say.
  topic_id       text,
  -- The last committed message; -1 where only a transaction's markers were read.
  message_offset bigint      NOT NULL CHECK (message_offset >= -1),
  -- Of its bytes (XXH3, 64 bits).
  message_hash   bigint      NOT NULL,
  updated_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (cell, topic, partition)
);

GRANT SELECT, INSERT, UPDATE ON partition_marks TO fraudwatch_worker;
GRANT SELECT ON partition_marks TO fraudwatch_analyst;
