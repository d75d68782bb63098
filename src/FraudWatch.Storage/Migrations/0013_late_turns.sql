-- The order of processing where it was not the one that the logs alone give (docs/operations/order.md): messages that came when
-- others had been taken that should have followed them. With the offsets they stand for, in the transaction of their batch.

CREATE TABLE late_turns (
  cell        text        NOT NULL REFERENCES cells,
  -- Messages the cell had processed at the end of the batch: what a state has processed, it needs no turns for.
  messages    bigint      NOT NULL CHECK (messages >= 0),
  -- The writer that recorded them.
  epoch       bigint      NOT NULL CHECK (epoch >= 1),
  recorded_at timestamptz NOT NULL DEFAULT now(),
  turns       bytea       NOT NULL,
  PRIMARY KEY (cell, messages, epoch)
);

GRANT SELECT, INSERT ON late_turns TO fraudwatch_worker;
GRANT SELECT ON late_turns TO fraudwatch_analyst;
