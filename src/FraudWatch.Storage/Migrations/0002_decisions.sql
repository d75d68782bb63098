-- What was decided: flags with their accounts and reasons, and holds.
--
-- Versions. The detector numbers its versions of a flag or hold from 1 (detector_version); every change made
-- in the database, by a person or by an expiry, adds one to desk_version. The published version is their sum:
-- it grows with every change, and without changes from the desk it is the detector's own.
--
-- Words are stored as they stand on the wire; the lists may only grow.
-- raised_at and placed_at never change for an id, so that these tables can be cut into time partitions by them.

CREATE TABLE model_versions (
  model_version text        PRIMARY KEY CHECK (char_length(model_version) BETWEEN 1 AND 128),
  detector      text        NOT NULL CHECK (detector IN ('ring', 'resale')),
  first_seen_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE flags (
  flag_id            uuid        PRIMARY KEY,
  cell               text        NOT NULL REFERENCES cells,
  case_id            uuid        NOT NULL,
  detector           text        NOT NULL CHECK (detector IN ('ring', 'resale')),
  typology           text        NOT NULL CHECK (typology IN (
    'circular_gifting', 'mule_fan_in', 'scatter_gather', 'carded_to_creator', 'collusive_group', 'shared_payout', 'self_gifting',
    'carded_stock', 'topup_agent', 'gift_delivery', 'account_stock', 'region_arbitrage', 'refund_abuse', 'gift_card_stock',
    'merchant_network', 'payer_hub', 'account_takeover')),
  status             text        NOT NULL CHECK (status IN ('open', 'confirmed', 'dismissed', 'escalated', 'snoozed', 'suppressed')),
  version            integer     NOT NULL CHECK (version = detector_version + desk_version),
  detector_version   integer     NOT NULL CHECK (detector_version >= 1),
  desk_version       integer     NOT NULL DEFAULT 0 CHECK (desk_version >= 0),
  episode            integer     NOT NULL CHECK (episode >= 1),
  anchor_account_id  text        NOT NULL CHECK (char_length(anchor_account_id) BETWEEN 1 AND 64),
  score              numeric     NOT NULL CHECK (score BETWEEN 0 AND 1 AND score = round(score, 4)),
  coins_at_risk      bigint      NOT NULL CHECK (coins_at_risk >= 0),
  first_event_at     timestamptz NOT NULL,
  raised_at          timestamptz NOT NULL,
  updated_at         timestamptz NOT NULL CHECK (updated_at >= raised_at),
  evidence_event_ids text[]      NOT NULL,
  model_version      text        NOT NULL REFERENCES model_versions,
  truncated          boolean     NOT NULL,
  -- Wall time of the last write, for operators; everything else runs on the detector's clock.
  written_at         timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX flags_by_time ON flags (raised_at DESC, flag_id);
CREATE INDEX flags_by_case ON flags (case_id);
CREATE INDEX flags_undecided ON flags (status, raised_at DESC) WHERE status NOT IN ('confirmed', 'dismissed');

-- The ordinal keeps the detector's order, so that a flag reads the same from here and from a replay.
CREATE TABLE flag_accounts (
  flag_id    uuid    NOT NULL REFERENCES flags ON DELETE CASCADE,
  ordinal    integer NOT NULL CHECK (ordinal >= 0),
  account_id text    NOT NULL CHECK (char_length(account_id) BETWEEN 1 AND 64),
  role       text    NOT NULL CHECK (role IN (
    'source', 'intermediary', 'collector', 'member', 'payer', 'hub', 'seller', 'sold_account', 'buyer', 'victim')),
  score      numeric NOT NULL CHECK (score BETWEEN 0 AND 1 AND score = round(score, 4)),
  PRIMARY KEY (flag_id, ordinal)
);

CREATE INDEX flag_accounts_by_account ON flag_accounts (account_id, flag_id);

CREATE TABLE flag_reasons (
  flag_id uuid    NOT NULL REFERENCES flags ON DELETE CASCADE,
  ordinal integer NOT NULL CHECK (ordinal >= 0),
  code    text    NOT NULL CHECK (code ~ '^[A-Z][A-Z0-9_]{0,63}$'),
  text    text    NOT NULL CHECK (text <> ''),
  value   numeric NOT NULL,
  usual   numeric NOT NULL,
  family  text    NOT NULL CHECK (family IN ('graph', 'money', 'device', 'behaviour', 'payout', 'model')),
  PRIMARY KEY (flag_id, ordinal)
);

CREATE TABLE holds (
  hold_id          uuid        PRIMARY KEY,
  origin           text        NOT NULL CHECK (origin IN ('policy', 'person')),
  -- Whose detector clock ends it; null for a person's hold, which the wall clock ends.
  cell             text        REFERENCES cells,
  version          integer     NOT NULL CHECK (version = detector_version + desk_version AND version >= 1),
  detector_version integer     NOT NULL CHECK (detector_version >= 0),
  desk_version     integer     NOT NULL DEFAULT 0 CHECK (desk_version >= 0),
  account_id       text        NOT NULL CHECK (char_length(account_id) BETWEEN 1 AND 64),
  scope            text        NOT NULL CHECK (scope IN ('purchase', 'gifting', 'exchange', 'withdrawal', 'account')),
  status           text        NOT NULL CHECK (status IN ('active', 'released', 'expired')),
  -- Checked at commit: the flag may stand later in the same batch.
  flag_id          uuid        REFERENCES flags DEFERRABLE INITIALLY DEFERRED,
  placed_at        timestamptz NOT NULL,
  expires_at       timestamptz NOT NULL CHECK (expires_at > placed_at),
  ended_at         timestamptz CHECK (ended_at >= placed_at),
  reason_codes     text[]      NOT NULL CHECK (cardinality(reason_codes) > 0),
  placed_by        text        NOT NULL CHECK (placed_by <> ''),
  written_at       timestamptz NOT NULL DEFAULT now(),
  CHECK ((status = 'active') = (ended_at IS NULL)),
  CHECK ((origin = 'policy') = (cell IS NOT NULL)),
  CHECK ((origin = 'policy') = (detector_version >= 1)),
  CHECK ((origin = 'policy') = (placed_by LIKE 'policy:%')),
  -- Policy never stops a whole account; people do.
  CHECK (origin = 'person' OR scope <> 'account')
);

CREATE INDEX holds_active_by_account ON holds (account_id) WHERE status = 'active';
CREATE INDEX holds_by_account ON holds (account_id, placed_at DESC);
CREATE INDEX holds_by_flag ON holds (flag_id) WHERE flag_id IS NOT NULL;
CREATE INDEX holds_by_time ON holds (placed_at DESC, hold_id);
CREATE INDEX holds_of_people_by_expiry ON holds (expires_at) WHERE status = 'active' AND origin = 'person';

-- What must be stopped now. A policy hold ends by its cell's clock even while no worker runs to say so.
CREATE VIEW active_holds AS
  SELECT h.hold_id, h.account_id, h.scope, h.flag_id, h.placed_at, h.expires_at, h.reason_codes, h.placed_by, h.version
  FROM holds h LEFT JOIN cells c ON c.cell = h.cell
  WHERE h.status = 'active' AND h.ended_at IS NULL
    AND h.expires_at > CASE h.origin WHEN 'policy' THEN coalesce(c.detector_clock, '-infinity') ELSE now() END;
