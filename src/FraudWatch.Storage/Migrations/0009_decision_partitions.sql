-- Flags with their accounts and reasons, holds, and the record of what people did, in partitions of a month, so that what is
-- over leaves as a whole, without a scan and without holding up writers. Decisions are cut by the detector's clock (raised_at,
-- placed_at), what people did by the wall clock (acted_at). The reasons are in docs/decisions/0012.
--
-- There are no foreign keys any more: one to a partitioned table would lock its writers while a partition is detached, one from
-- it locks the table it points to when a partition is attached or dropped. What keeps their promises instead:
-- * a flag's cell exists: assert_writer is the first statement of every transaction that writes flags;
-- * its model version exists, and its lines stand and go with it: the writer writes them in one transaction, in one place;
-- * a hold's flag is on record, or was: assert_flags_on_record, called by the same transaction;
-- * an action's flag and hold exist: only the functions below write actions, and they lock what they act on.
-- A unique key across partitions must contain what they are cut by. That no id stands in two months is the writer's doing: a cell
-- has one writer, which reads the ids of its batch from all months under row locks, and whose rows keep the time on record.

DROP FUNCTION set_flag_status(flags, text, text, text);
DROP FUNCTION clock_of_hold(holds);
DROP VIEW active_holds;

ALTER TABLE flags RENAME TO flags_before;
ALTER TABLE flag_accounts RENAME TO flag_accounts_before;
ALTER TABLE flag_reasons RENAME TO flag_reasons_before;
ALTER TABLE holds RENAME TO holds_before;
ALTER TABLE review_actions RENAME TO review_actions_before;
ALTER TABLE review_actions_before ALTER COLUMN id DROP IDENTITY;

-- Columns and checks as they were, by the same names.
CREATE TABLE flags (LIKE flags_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (raised_at);
CREATE TABLE holds (LIKE holds_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (placed_at);
CREATE TABLE review_actions (LIKE review_actions_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (acted_at);
-- The lines lie in their flag's month.
ALTER TABLE flag_accounts_before ADD COLUMN raised_at timestamptz;
ALTER TABLE flag_reasons_before ADD COLUMN raised_at timestamptz;
CREATE TABLE flag_accounts (LIKE flag_accounts_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (raised_at);
CREATE TABLE flag_reasons (LIKE flag_reasons_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (raised_at);
ALTER TABLE flag_accounts ALTER COLUMN raised_at SET NOT NULL;
ALTER TABLE flag_reasons ALTER COLUMN raised_at SET NOT NULL;

CREATE SEQUENCE review_action_ids OWNED BY NONE;
SELECT setval('review_action_ids', coalesce((SELECT max(id) FROM review_actions_before), 0) + 1, false);
ALTER TABLE review_actions ALTER COLUMN id SET DEFAULT nextval('review_action_ids');

-- The tables that are cut by month, with what they are part of, in the order in which a month is made visible.
CREATE FUNCTION month_tables(p_record text) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT CASE p_record
    WHEN 'decisions' THEN ARRAY['flag_reasons', 'flag_accounts', 'flags', 'holds']
    WHEN 'audit' THEN ARRAY['review_actions'] END
$$;

-- Every month's table there is. One that is detaching, or detached and still there, was left by a drop that could not finish.
CREATE VIEW month_partitions AS
  SELECT r.record, t.name AS table_name, c.relname::text AS name, to_date(substring(c.relname::text from '_([0-9]{4}(?:0[1-9]|1[0-2]))$'), 'YYYYMM') AS month,
    i.inhrelid IS NOT NULL AND NOT i.inhdetachpending AS is_attached, coalesce(i.inhdetachpending, false) AS is_detaching
  FROM (VALUES ('decisions'), ('audit')) AS r(record)
  CROSS JOIN LATERAL unnest(month_tables(r.record)) AS t(name)
  JOIN pg_class c ON c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname ~ ('^' || t.name || '_[0-9]{4}(0[1-9]|1[0-2])$')
  LEFT JOIN pg_inherits i ON i.inhrelid = c.oid;

-- One month of one table. Made as a table of its own and then attached, so that writers go on; one whose drop was begun comes back with
-- what is in it.
CREATE FUNCTION make_month(p_table text, p_month date) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  made  text := p_table || '_' || to_char(p_month, 'YYYYMM');
  known month_partitions%ROWTYPE;
BEGIN
  SELECT * INTO known FROM month_partitions m WHERE m.name = made;
  IF known.is_attached THEN
    RETURN;
  ELSIF known.is_detaching THEN
    EXECUTE format('ALTER TABLE %I DETACH PARTITION %I FINALIZE', p_table, made);
  ELSIF known.name IS NULL THEN
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', made, p_table);
    IF p_table = 'review_actions' THEN
      -- The table's own trigger is not asked when a statement names the partition.
      EXECUTE format(
        'CREATE TRIGGER review_actions_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_review_change()',
        made);
    END IF;
  END IF;
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    p_table, made, p_month::timestamptz, (p_month + interval '1 month')::timestamptz);
END
$$;

-- The months that are asked for, where they are not there; harmless from several places at once.
CREATE FUNCTION make_months(p_record text, p_months date[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  wanted date;
BEGIN
  FOR wanted IN SELECT DISTINCT date_trunc('month', m)::date FROM unnest(p_months) m WHERE m IS NOT NULL ORDER BY 1 LOOP
    IF (SELECT count(*) FROM month_partitions m WHERE m.record = p_record AND m.month = wanted AND m.is_attached) < cardinality(month_tables(p_record)) THEN
      PERFORM pg_advisory_xact_lock(hashtext('months'));
      FOR place IN 1..cardinality(month_tables(p_record)) LOOP
        PERFORM make_month((month_tables(p_record))[place], wanted);
      END LOOP;
    END IF;
  END LOOP;
END
$$;

-- For whoever writes decisions: the detector's clock may stand in any month.
CREATE FUNCTION prepare_decision_months(p_months date[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT make_months('decisions', p_months)
$$;

-- The present month of the wall clock and the next ones.
CREATE FUNCTION prepare_audit_months(p_ahead integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
  SELECT make_months('audit', ARRAY(
    SELECT (current_date + i * interval '1 month')::date FROM generate_series(0, least(greatest(p_ahead, 1), 24)) i))
$$;

-- What is there moves to its months.
SELECT make_months('decisions', ARRAY(
  SELECT DISTINCT date_trunc('month', raised_at AT TIME ZONE 'UTC')::date FROM flags_before
  UNION SELECT DISTINCT date_trunc('month', placed_at AT TIME ZONE 'UTC')::date FROM holds_before));
SELECT make_months('audit', ARRAY(SELECT DISTINCT date_trunc('month', acted_at AT TIME ZONE 'UTC')::date FROM review_actions_before));
SELECT prepare_audit_months(2);

INSERT INTO flags SELECT * FROM flags_before;
INSERT INTO flag_accounts (flag_id, raised_at, ordinal, account_id, role, score)
  SELECT l.flag_id, f.raised_at, l.ordinal, l.account_id, l.role, l.score FROM flag_accounts_before l JOIN flags_before f USING (flag_id);
INSERT INTO flag_reasons (flag_id, raised_at, ordinal, code, text, value, usual, family)
  SELECT l.flag_id, f.raised_at, l.ordinal, l.code, l.text, l.value, l.usual, l.family FROM flag_reasons_before l JOIN flags_before f USING (flag_id);
INSERT INTO holds SELECT * FROM holds_before;
INSERT INTO review_actions SELECT * FROM review_actions_before;
DROP TABLE review_actions_before, holds_before, flag_reasons_before, flag_accounts_before, flags_before;

ALTER TABLE flags ADD PRIMARY KEY (flag_id, raised_at);
CREATE INDEX flags_by_time ON flags (raised_at DESC, flag_id);
CREATE INDEX flags_by_case ON flags (case_id);
CREATE INDEX flags_undecided ON flags (status, raised_at DESC) WHERE status NOT IN ('confirmed', 'dismissed');
ALTER TABLE flag_accounts ADD PRIMARY KEY (flag_id, raised_at, ordinal);
CREATE INDEX flag_accounts_by_account ON flag_accounts (account_id, flag_id);
ALTER TABLE flag_reasons ADD PRIMARY KEY (flag_id, raised_at, ordinal);
ALTER TABLE holds ADD PRIMARY KEY (hold_id, placed_at);
CREATE INDEX holds_active_by_account ON holds (account_id) WHERE status = 'active';
CREATE INDEX holds_by_account ON holds (account_id, placed_at DESC);
CREATE INDEX holds_by_flag ON holds (flag_id) WHERE flag_id IS NOT NULL;
CREATE INDEX holds_by_time ON holds (placed_at DESC, hold_id);
CREATE INDEX holds_of_people_by_expiry ON holds (expires_at) WHERE status = 'active' AND origin = 'person';
ALTER TABLE review_actions ADD PRIMARY KEY (id, acted_at);
ALTER TABLE review_actions ADD UNIQUE (action_id, acted_at);
CREATE INDEX review_actions_by_flag ON review_actions (flag_id, id) WHERE flag_id IS NOT NULL;
CREATE INDEX review_actions_by_account ON review_actions (account_id, id);
CREATE INDEX review_actions_by_hold ON review_actions (hold_id, id) WHERE hold_id IS NOT NULL;

-- Who is the database's to say, whatever the statement says. So is when, but a trigger may not move a row to another partition:
-- the time is the column's default, and anything that is not a moment of this very statement is refused.
CREATE OR REPLACE FUNCTION sign_review_action() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  NEW.acted_by := session_user;
  IF NEW.acted_at NOT BETWEEN statement_timestamp() AND clock_timestamp() THEN
    RAISE EXCEPTION 'when somebody acted is the database''s to say: expected a time from % to %, found %',
      statement_timestamp(), clock_timestamp(), NEW.acted_at USING ERRCODE = 'FW004';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER review_actions_are_signed BEFORE INSERT ON review_actions
  FOR EACH ROW EXECUTE FUNCTION sign_review_action();

CREATE TRIGGER review_actions_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON review_actions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_review_change();

-- What must be stopped now. A policy hold ends by its cell's clock even while no worker runs to say so.
CREATE VIEW active_holds AS
  SELECT h.hold_id, h.account_id, h.scope, h.flag_id, h.placed_at, h.expires_at, h.reason_codes, h.placed_by, h.version
  FROM holds h LEFT JOIN cells c ON c.cell = h.cell
  WHERE h.status = 'active' AND h.ended_at IS NULL
    AND h.expires_at > CASE h.origin WHEN 'policy' THEN coalesce(c.detector_clock, '-infinity') ELSE now() END;

-- Which months were dropped, and when.
CREATE TABLE dropped_months (
  record     text        NOT NULL CHECK (record IN ('decisions', 'audit')),
  month      date        NOT NULL,
  dropped_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (record, month, dropped_at)
);

-- A hold stands for a flag on record. Once a month was dropped, the flag may have been in it.
CREATE FUNCTION assert_flags_on_record(p_flag_ids uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  missing uuid;
BEGIN
  SELECT id INTO missing FROM unnest(p_flag_ids) id WHERE NOT EXISTS (SELECT FROM flags f WHERE f.flag_id = id) LIMIT 1;
  IF missing IS NOT NULL AND NOT EXISTS (SELECT FROM dropped_months WHERE record = 'decisions') THEN
    RAISE EXCEPTION 'a hold of this batch stands for flag %, which is not on record', missing USING ERRCODE = 'foreign_key_violation';
  END IF;
END
$$;

-- The lines are read from their flag's month alone.
CREATE OR REPLACE FUNCTION flag_document(p_flag_id uuid) RETURNS json
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT json_build_object(
    'kind', 'flag',
    'flag_id', f.flag_id,
    'case_id', f.case_id,
    'detector', f.detector,
    'typology', f.typology,
    'status', f.status,
    'version', f.version,
    'episode', f.episode,
    'anchor_account_id', f.anchor_account_id,
    'score', f.score,
    'accounts', (
      SELECT coalesce(json_agg(json_build_object('account_id', a.account_id, 'role', a.role, 'score', a.score) ORDER BY a.ordinal), '[]')
      FROM flag_accounts a WHERE a.flag_id = f.flag_id AND a.raised_at = f.raised_at),
    'reasons', (
      SELECT coalesce(json_agg(json_build_object('code', r.code, 'text', r.text, 'value', r.value, 'usual', r.usual, 'family', r.family)
        ORDER BY r.ordinal), '[]')
      FROM flag_reasons r WHERE r.flag_id = f.flag_id AND r.raised_at = f.raised_at),
    'coins_at_risk', f.coins_at_risk,
    'first_event_at', wire_time(f.first_event_at),
    'raised_at', wire_time(f.raised_at),
    'updated_at', wire_time(f.updated_at),
    'evidence_event_ids', f.evidence_event_ids,
    'model_version', f.model_version,
    'truncated', f.truncated)
  FROM flags f WHERE f.flag_id = p_flag_id
$$;

-- Puts down what somebody did and publishes it; makes the month where nobody has yet, so that a decision never fails for want of it.
CREATE FUNCTION record_action(
  p_occurred_at timestamptz, p_action text, p_account_id text, p_flag_id uuid, p_hold_id uuid, p_reason text, p_before jsonb, p_after jsonb) RETURNS uuid
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  acted uuid;
BEGIN
  PERFORM prepare_audit_months(1);
  INSERT INTO review_actions (occurred_at, action, account_id, flag_id, hold_id, reason, before, after)
  VALUES (p_occurred_at, p_action, p_account_id, p_flag_id, p_hold_id, p_reason, p_before, p_after)
  RETURNING action_id INTO acted;
  PERFORM publish_action(acted);
  RETURN acted;
END
$$;

-- Gives a flag a status, records it and publishes both.
CREATE FUNCTION set_flag_status(p_flag flags, p_action text, p_status text, p_reason text) RETURNS uuid
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  clock timestamptz := detector_clock(p_flag.cell);
  acted uuid;
BEGIN
  UPDATE flags SET status = p_status, version = version + 1, desk_version = desk_version + 1,
    updated_at = greatest(updated_at, clock), written_at = now()
  WHERE flag_id = p_flag.flag_id AND raised_at = p_flag.raised_at;
  acted := record_action(clock, p_action, p_flag.anchor_account_id, p_flag.flag_id, NULL, p_reason,
    jsonb_build_object('status', p_flag.status, 'version', p_flag.version),
    jsonb_build_object('status', p_status, 'version', p_flag.version + 1));
  PERFORM publish_flag(p_flag.flag_id);
  RETURN acted;
END
$$;

-- The clock that ends a hold: its detector's for policy's, the wall's for people's.
CREATE FUNCTION clock_of_hold(p_hold holds) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE p_hold.origin WHEN 'policy' THEN detector_clock(p_hold.cell) ELSE date_trunc('milliseconds', now()) END
$$;

-- Ends an active hold as released and records it. A policy hold lives on its detector's clock, so it ends on it too.
CREATE OR REPLACE FUNCTION end_hold(p_hold_id uuid, p_reason text) RETURNS uuid
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  h     holds%ROWTYPE;
  acted uuid;
BEGIN
  SELECT * INTO h FROM holds WHERE hold_id = p_hold_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no hold %', p_hold_id USING ERRCODE = 'FW002';
  END IF;
  IF h.status <> 'active' THEN
    RAISE EXCEPTION 'hold % is not active: it was % at %', p_hold_id, h.status, wire_time(h.ended_at) USING ERRCODE = 'FW003';
  END IF;
  UPDATE holds SET status = 'released', version = version + 1, desk_version = desk_version + 1, written_at = now(),
    ended_at = greatest(placed_at, clock_of_hold(h))
  WHERE hold_id = p_hold_id AND placed_at = h.placed_at;
  acted := record_action(detector_clock(h.cell), 'released', h.account_id, h.flag_id, h.hold_id, p_reason,
    jsonb_build_object('status', h.status, 'version', h.version),
    jsonb_build_object('status', 'released', 'version', h.version + 1));
  PERFORM publish_hold(p_hold_id);
  RETURN acted;
END
$$;

-- A person's hold, from now for the given time by the wall clock. Returns the hold's id.
CREATE OR REPLACE FUNCTION place_hold(p_account_id text, p_scope text, p_for interval, p_reason text, p_flag_id uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  placed timestamptz := date_trunc('milliseconds', now());
  flag_cell text;
  held   uuid;
BEGIN
  PERFORM require_reason(p_reason);
  IF char_length(coalesce(p_account_id, '')) NOT BETWEEN 1 AND 64 THEN
    RAISE EXCEPTION 'an account id of 1 to 64 characters is expected' USING ERRCODE = 'FW004';
  END IF;
  IF p_scope IS NULL OR p_scope NOT IN ('purchase', 'gifting', 'exchange', 'withdrawal', 'account') THEN
    RAISE EXCEPTION 'expected a scope of purchase, gifting, exchange, withdrawal or account, found %', p_scope USING ERRCODE = 'FW004';
  END IF;
  IF p_for IS NULL OR p_for < interval '1 second' OR p_for > interval '90 days' THEN
    RAISE EXCEPTION 'a hold lasts from 1 second to 90 days, found %', p_for USING ERRCODE = 'FW004';
  END IF;
  IF p_flag_id IS NOT NULL THEN
    SELECT cell INTO flag_cell FROM flags WHERE flag_id = p_flag_id FOR KEY SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'no flag %', p_flag_id USING ERRCODE = 'FW002';
    END IF;
  END IF;
  PERFORM prepare_decision_months(ARRAY[(placed AT TIME ZONE 'UTC')::date]);
  INSERT INTO holds (hold_id, origin, version, detector_version, desk_version, account_id, scope, status, flag_id,
    placed_at, expires_at, reason_codes, placed_by)
  VALUES (gen_random_uuid(), 'person', 1, 0, 1, p_account_id, p_scope, 'active', p_flag_id,
    placed, placed + p_for, ARRAY['ANALYST_DECISION'], session_user)
  RETURNING hold_id INTO held;
  PERFORM record_action(detector_clock(flag_cell), 'held', p_account_id, p_flag_id, held, p_reason, NULL,
    jsonb_build_object('status', 'active', 'version', 1, 'scope', p_scope, 'expires_at', wire_time(placed + p_for)));
  PERFORM publish_hold(held);
  RETURN held;
END
$$;

-- Gives an active hold a new end, counted from now by its own clock.
CREATE OR REPLACE FUNCTION renew_hold(p_hold_id uuid, p_for interval, p_reason text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  h     holds%ROWTYPE;
  until timestamptz;
  acted uuid;
BEGIN
  PERFORM require_reason(p_reason);
  IF p_for IS NULL OR p_for < interval '1 second' OR p_for > interval '90 days' THEN
    RAISE EXCEPTION 'a hold lasts from 1 second to 90 days, found %', p_for USING ERRCODE = 'FW004';
  END IF;
  SELECT * INTO h FROM holds WHERE hold_id = p_hold_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no hold %', p_hold_id USING ERRCODE = 'FW002';
  END IF;
  IF h.status <> 'active' OR h.expires_at <= clock_of_hold(h) THEN
    RAISE EXCEPTION 'hold % is not active: it ended at %', p_hold_id, wire_time(coalesce(h.ended_at, h.expires_at)) USING ERRCODE = 'FW003';
  END IF;
  until := clock_of_hold(h) + p_for;
  UPDATE holds SET expires_at = until, version = version + 1, desk_version = desk_version + 1, written_at = now()
  WHERE hold_id = p_hold_id AND placed_at = h.placed_at;
  acted := record_action(detector_clock(h.cell), 'held', h.account_id, h.flag_id, h.hold_id, p_reason,
    jsonb_build_object('status', h.status, 'version', h.version, 'expires_at', wire_time(h.expires_at)),
    jsonb_build_object('status', h.status, 'version', h.version + 1, 'expires_at', wire_time(until)));
  PERFORM publish_hold(p_hold_id);
  RETURN acted;
END
$$;

-- Takes the release of a policy hold back: it stops again for the rest of its time. A person's hold is placed anew instead.
CREATE OR REPLACE FUNCTION undo_release(p_hold_id uuid, p_reason text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  h     holds%ROWTYPE;
  acted uuid;
BEGIN
  PERFORM require_reason(p_reason);
  SELECT * INTO h FROM holds WHERE hold_id = p_hold_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no hold %', p_hold_id USING ERRCODE = 'FW002';
  END IF;
  IF h.origin <> 'policy' OR h.status <> 'released' OR h.expires_at <= clock_of_hold(h)
    OR EXISTS (SELECT FROM holds o WHERE o.account_id = h.account_id AND o.scope = h.scope AND o.status = 'active' AND o.origin = 'policy') THEN
    RAISE EXCEPTION 'hold % has no release to undo: it is % (%), until %', p_hold_id, h.status, h.origin, wire_time(h.expires_at)
      USING ERRCODE = 'FW003';
  END IF;
  UPDATE holds SET status = 'active', ended_at = NULL, version = version + 1, desk_version = desk_version + 1, written_at = now()
  WHERE hold_id = p_hold_id AND placed_at = h.placed_at;
  acted := record_action(detector_clock(h.cell), 'undone', h.account_id, h.flag_id, h.hold_id, p_reason,
    jsonb_build_object('status', h.status, 'version', h.version),
    jsonb_build_object('status', 'active', 'version', h.version + 1));
  PERFORM publish_hold(p_hold_id);
  RETURN acted;
END
$$;

-- Before when a month must have ended to be over: decisions age by the slowest cell's clock, never by a later time than now,
-- what people did by the wall clock. Null before any event.
CREATE FUNCTION over_before(p_record text, p_keep interval) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE p_record WHEN 'audit' THEN now() ELSE (SELECT least(min(detector_clock), CASE WHEN min(detector_clock) IS NOT NULL THEN now() END) FROM cells) END - p_keep
$$;

-- Why a month of decisions stays though its time is up; null when nothing holds it. Looks at the month's own tables, so that it
-- can be asked while they are attached and after.
CREATE FUNCTION why_decisions_stay(p_month date, p_before timestamptz) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  flags_of text := 'flags_' || to_char(p_month, 'YYYYMM');
  holds_of text := 'holds_' || to_char(p_month, 'YYYYMM');
  found    record;
BEGIN
  EXECUTE format($q$SELECT count(*) AS n, min(flag_id::text) AS id FROM %I WHERE status NOT IN ('confirmed', 'dismissed')$q$, flags_of) INTO found;
  IF found.n > 0 THEN
    RETURN format('flags not confirmed or dismissed: %s, such as %s', found.n, found.id);
  END IF;
  EXECUTE format($q$SELECT count(*) AS n, min(hold_id::text) AS id FROM %I WHERE status = 'active'$q$, holds_of) INTO found;
  IF found.n > 0 THEN
    RETURN format('active holds: %s, such as %s', found.n, found.id);
  END IF;
  EXECUTE format(
    $q$SELECT count(*) AS n, min(h.hold_id::text) AS id FROM holds h WHERE h.status = 'active' AND h.flag_id IN (SELECT flag_id FROM %I)$q$, flags_of) INTO found;
  IF found.n > 0 THEN
    RETURN format('active holds of a later month for its flags: %s, such as %s', found.n, found.id);
  END IF;
  EXECUTE format(
    $q$SELECT count(*) AS n, min(h.hold_id::text) AS id FROM %I h JOIN flags f ON f.flag_id = h.flag_id WHERE f.status NOT IN ('confirmed', 'dismissed')$q$,
    holds_of) INTO found;
  IF found.n > 0 THEN
    RETURN format('holds for flags of another month not confirmed or dismissed: %s, such as %s', found.n, found.id);
  END IF;
  EXECUTE format($q$SELECT greatest((SELECT max(updated_at) FROM %I), (SELECT max(ended_at) FROM %I)) AS at$q$, flags_of, holds_of) INTO found;
  IF found.at >= p_before THEN
    RETURN format('its last change, at %s, is not old enough', wire_time(found.at));
  END IF;
  RETURN NULL;
END
$$;

-- Why a month of what people did stays: the record of an action outlives what it was about.
CREATE FUNCTION why_audit_stays(p_month date) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  found record;
BEGIN
  EXECUTE format(
    $q$SELECT count(*) AS n, min(a.action_id::text) AS id FROM %I a
       WHERE EXISTS (SELECT FROM flags f WHERE f.flag_id = a.flag_id) OR EXISTS (SELECT FROM holds h WHERE h.hold_id = a.hold_id)$q$,
    'review_actions_' || to_char(p_month, 'YYYYMM')) INTO found;
  RETURN CASE WHEN found.n > 0 THEN format('actions on flags and holds that are still on record: %s, such as %s', found.n, found.id) END;
END
$$;

CREATE FUNCTION why_month_stays(p_record text, p_month date, p_before timestamptz) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN CASE p_record WHEN 'audit' THEN why_audit_stays(p_month) ELSE why_decisions_stay(p_month, p_before) END;
END
$$;

-- The months that ended before then, oldest first, and why each stays; one whose drop was begun is to be finished, whatever its age.
CREATE FUNCTION months_over(p_record text, p_before timestamptz) RETURNS TABLE (month date, why_it_stays text)
LANGUAGE sql STABLE SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
  SELECT m.month, CASE WHEN bool_and(m.is_attached) THEN why_month_stays(p_record, m.month, p_before) END
  FROM month_partitions m WHERE m.record = p_record
  GROUP BY m.month
  HAVING (m.month + interval '1 month')::timestamptz <= p_before OR NOT bool_and(m.is_attached)
  ORDER BY m.month
$$;

-- The last step: a month whose tables are all detached goes, unless something happened in it since it was looked at; then it
-- comes back, and the answer says why. In one transaction, so that a month is there as a whole or not at all.
CREATE FUNCTION drop_month(p_record text, p_month date, p_before timestamptz) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  why text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('months'));
  IF EXISTS (SELECT FROM month_partitions m WHERE m.record = p_record AND m.month = p_month AND (m.is_attached OR m.is_detaching)) THEN
    why := 'a writer took it back';
  ELSIF coalesce((p_month + interval '1 month')::timestamptz > p_before, true) THEN
    why := 'its time is not up';
  ELSE
    why := why_month_stays(p_record, p_month, p_before);
  END IF;
  IF why IS NOT NULL THEN
    PERFORM make_months(p_record, ARRAY[p_month]);
    RETURN why;
  END IF;
  INSERT INTO dropped_months (record, month) VALUES (p_record, p_month);
  EXECUTE (SELECT 'DROP TABLE ' || string_agg(quote_ident(m.name), ', ') FROM month_partitions m WHERE m.record = p_record AND m.month = p_month);
  RETURN NULL;
END
$$;

-- As in 0006: least privilege. Rights are asked for at the table, so a new month needs none of its own.
GRANT SELECT, INSERT, UPDATE ON flags, holds TO fraudwatch_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON flag_accounts, flag_reasons TO fraudwatch_worker;
GRANT SELECT ON active_holds, review_actions, month_partitions, dropped_months TO fraudwatch_worker;
GRANT EXECUTE ON FUNCTION prepare_decision_months(date[]), prepare_audit_months(integer), assert_flags_on_record(uuid[]), month_tables(text)
  TO fraudwatch_worker;
GRANT SELECT ON flags, flag_accounts, flag_reasons, holds, active_holds, review_actions, month_partitions, dropped_months TO fraudwatch_analyst;
GRANT EXECUTE ON FUNCTION month_tables(text) TO fraudwatch_analyst;
GRANT SELECT ON flags, flag_accounts, flag_reasons, holds, review_actions TO fraudwatch_retrainer;
