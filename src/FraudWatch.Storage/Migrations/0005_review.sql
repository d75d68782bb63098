-- What people decide. Analysts hold no right to write tables: they call these functions, each of which changes the
-- flag or hold, records who, when and why, and writes the outbox rows, all in the caller's transaction.
--
-- SQLSTATEs: FW002 nothing with that id, FW003 not possible in the present state, FW004 impossible input.

CREATE TABLE review_actions (
  id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Names the event on fraud-actions; random, so that a database built anew never repeats an id that a log knows.
  action_id   uuid        NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  acted_by    text        NOT NULL DEFAULT session_user,
  -- The wall clock, and beside it the detector's clock at that moment.
  acted_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  occurred_at timestamptz NOT NULL,
  action      text        NOT NULL CHECK (action IN (
    'confirmed', 'dismissed', 'escalated', 'snoozed', 'suppressed', 'held', 'released', 'listed', 'labelled', 'undone')),
  account_id  text        NOT NULL CHECK (char_length(account_id) BETWEEN 1 AND 64),
  flag_id     uuid        REFERENCES flags,
  hold_id     uuid        REFERENCES holds,
  reason      text        NOT NULL CHECK (char_length(btrim(reason)) BETWEEN 1 AND 2000),
  before      jsonb,
  after       jsonb       NOT NULL,
  CHECK (action NOT IN ('confirmed', 'dismissed', 'escalated', 'snoozed', 'suppressed') OR flag_id IS NOT NULL),
  CHECK (action NOT IN ('held', 'released') OR hold_id IS NOT NULL)
);

CREATE INDEX review_actions_by_flag ON review_actions (flag_id, id) WHERE flag_id IS NOT NULL;
CREATE INDEX review_actions_by_account ON review_actions (account_id, id);
CREATE INDEX review_actions_by_hold ON review_actions (hold_id, id) WHERE hold_id IS NOT NULL;

-- Who and when are the database's to say, whatever the statement says.
CREATE FUNCTION sign_review_action() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  NEW.acted_by := session_user;
  NEW.acted_at := clock_timestamp();
  RETURN NEW;
END
$$;

CREATE TRIGGER review_actions_are_signed BEFORE INSERT ON review_actions
  FOR EACH ROW EXECUTE FUNCTION sign_review_action();

CREATE FUNCTION refuse_review_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'review actions are a record: they are added, never changed or removed' USING ERRCODE = 'FW003';
END
$$;

CREATE TRIGGER review_actions_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON review_actions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_review_change();

-- The clock of the cell, or of the furthest cell where the matter belongs to none; before any event, the wall clock.
CREATE FUNCTION detector_clock(p_cell text) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(max(c.detector_clock), date_trunc('milliseconds', now())) FROM cells c WHERE p_cell IS NULL OR c.cell = p_cell
$$;

CREATE FUNCTION require_reason(p_reason text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
BEGIN
  IF char_length(btrim(coalesce(p_reason, ''))) NOT BETWEEN 1 AND 2000 THEN
    RAISE EXCEPTION 'a reason of 1 to 2000 characters is expected, found %', char_length(btrim(coalesce(p_reason, '')))
      USING ERRCODE = 'FW004';
  END IF;
END
$$;

-- The action on topic fraud-actions, so that the detector and a replay see it too. The reason stays in the database.
CREATE FUNCTION publish_action(p_action_id uuid) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
  INSERT INTO outbox (kind, object_id, version, topic, key, payload)
  SELECT 'action', a.action_id, 1, 'fraud-actions', a.account_id, json_strip_nulls(json_build_object(
    'event_id', 'action-' || a.action_id,
    'type', 'action.taken',
    'occurred_at', wire_time(a.occurred_at),
    'account_id', a.account_id,
    'action', a.action,
    'flag_id', a.flag_id,
    'analyst', a.acted_by,
    'acted_at', wire_time(a.acted_at),
    'hold_id', a.hold_id,
    'scope', h.scope,
    'expires_at', wire_time(h.expires_at)))::text
  FROM review_actions a LEFT JOIN holds h ON h.hold_id = a.hold_id
  WHERE a.action_id = p_action_id
$$;

-- Ends an active hold as released and records it. A policy hold lives on its detector's clock, so it ends on it too.
CREATE FUNCTION end_hold(p_hold_id uuid, p_reason text) RETURNS uuid
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  h     holds%ROWTYPE;
  clock timestamptz;
  acted uuid;
BEGIN
  SELECT * INTO h FROM holds WHERE hold_id = p_hold_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no hold %', p_hold_id USING ERRCODE = 'FW002';
  END IF;
  IF h.status <> 'active' THEN
    RAISE EXCEPTION 'hold % is not active: it was % at %', p_hold_id, h.status, wire_time(h.ended_at) USING ERRCODE = 'FW003';
  END IF;
  clock := detector_clock(h.cell);
  UPDATE holds SET status = 'released', version = version + 1, desk_version = desk_version + 1, written_at = now(),
    ended_at = greatest(placed_at, CASE origin WHEN 'policy' THEN clock ELSE date_trunc('milliseconds', now()) END)
  WHERE hold_id = p_hold_id;
  INSERT INTO review_actions (occurred_at, action, account_id, flag_id, hold_id, reason, before, after)
  VALUES (clock, 'released', h.account_id, h.flag_id, h.hold_id, p_reason,
    jsonb_build_object('status', h.status, 'version', h.version),
    jsonb_build_object('status', 'released', 'version', h.version + 1))
  RETURNING action_id INTO acted;
  PERFORM publish_action(acted);
  PERFORM publish_hold(p_hold_id);
  RETURN acted;
END
$$;

-- Confirms or dismisses a flag; a decision may be changed by the other one. A dismissal also releases the holds that
-- policy placed for the flag: nobody stays stopped for a suspicion that was dropped. People's holds stay.
CREATE FUNCTION review_flag(p_flag_id uuid, p_action text, p_reason text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  f     flags%ROWTYPE;
  clock timestamptz;
  acted uuid;
  held  uuid;
BEGIN
  PERFORM require_reason(p_reason);
  IF p_action IS NULL OR p_action NOT IN ('confirmed', 'dismissed') THEN
    RAISE EXCEPTION 'expected confirmed or dismissed, found %', p_action USING ERRCODE = 'FW004';
  END IF;
  SELECT * INTO f FROM flags WHERE flag_id = p_flag_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no flag %', p_flag_id USING ERRCODE = 'FW002';
  END IF;
  IF f.status = p_action THEN
    RAISE EXCEPTION 'flag % is already %', p_flag_id, p_action USING ERRCODE = 'FW003';
  END IF;
  clock := detector_clock(f.cell);
  UPDATE flags SET status = p_action, version = version + 1, desk_version = desk_version + 1,
    updated_at = greatest(updated_at, clock), written_at = now()
  WHERE flag_id = p_flag_id;
  INSERT INTO review_actions (occurred_at, action, account_id, flag_id, reason, before, after)
  VALUES (clock, p_action, f.anchor_account_id, f.flag_id, p_reason,
    jsonb_build_object('status', f.status, 'version', f.version),
    jsonb_build_object('status', p_action, 'version', f.version + 1))
  RETURNING action_id INTO acted;
  PERFORM publish_action(acted);
  PERFORM publish_flag(p_flag_id);
  IF p_action = 'dismissed' THEN
    FOR held IN
      SELECT hold_id FROM holds WHERE flag_id = p_flag_id AND status = 'active' AND origin = 'policy'
      ORDER BY hold_id FOR NO KEY UPDATE
    LOOP
      PERFORM end_hold(held, p_reason);
    END LOOP;
  END IF;
  RETURN acted;
END
$$;

CREATE FUNCTION release_hold(p_hold_id uuid, p_reason text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_reason(p_reason);
  RETURN end_hold(p_hold_id, p_reason);
END
$$;

-- A person's hold, from now for the given time by the wall clock. Returns the hold's id.
CREATE FUNCTION place_hold(p_account_id text, p_scope text, p_for interval, p_reason text, p_flag_id uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  placed timestamptz := date_trunc('milliseconds', now());
  flag_cell text;
  held   uuid;
  acted  uuid;
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
    SELECT cell INTO flag_cell FROM flags WHERE flag_id = p_flag_id;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'no flag %', p_flag_id USING ERRCODE = 'FW002';
    END IF;
  END IF;
  INSERT INTO holds (hold_id, origin, version, detector_version, desk_version, account_id, scope, status, flag_id,
    placed_at, expires_at, reason_codes, placed_by)
  VALUES (gen_random_uuid(), 'person', 1, 0, 1, p_account_id, p_scope, 'active', p_flag_id,
    placed, placed + p_for, ARRAY['ANALYST_DECISION'], session_user)
  RETURNING hold_id INTO held;
  INSERT INTO review_actions (occurred_at, action, account_id, flag_id, hold_id, reason, after)
  VALUES (detector_clock(flag_cell), 'held', p_account_id, p_flag_id, held, p_reason,
    jsonb_build_object('status', 'active', 'version', 1, 'scope', p_scope, 'expires_at', wire_time(placed + p_for)))
  RETURNING action_id INTO acted;
  PERFORM publish_action(acted);
  PERFORM publish_hold(held);
  RETURN held;
END
$$;

-- Ends the people's holds whose time is up and publishes it like a release; returns how many. Policy holds end by
-- their detector's decision. Rows that somebody is changing are left to the next call.
CREATE FUNCTION expire_holds_of_people() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  due     uuid;
  expired integer := 0;
BEGIN
  FOR due IN
    SELECT hold_id FROM holds WHERE status = 'active' AND origin = 'person' AND expires_at <= now()
    ORDER BY expires_at, hold_id LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED
  LOOP
    UPDATE holds SET status = 'expired', ended_at = expires_at, version = version + 1, desk_version = desk_version + 1, written_at = now()
    WHERE hold_id = due;
    PERFORM publish_hold(due);
    expired := expired + 1;
  END LOOP;
  RETURN expired;
END
$$;
