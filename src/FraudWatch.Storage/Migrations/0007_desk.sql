-- What people decide, in full: every status a flag can be given, renewing a hold, and taking a decision back. The action on
-- fraud-actions now says all that the detector needs to come to the same flag or hold, version included.

-- Scope and times are the hold's as the action left it.
CREATE OR REPLACE FUNCTION publish_action(p_action_id uuid) RETURNS void
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
    'placed_at', wire_time(h.placed_at),
    'expires_at', wire_time(h.expires_at),
    'ended_at', wire_time(h.ended_at)))::text
  FROM review_actions a LEFT JOIN holds h ON h.hold_id = a.hold_id
  WHERE a.action_id = p_action_id
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
  WHERE flag_id = p_flag.flag_id;
  INSERT INTO review_actions (occurred_at, action, account_id, flag_id, reason, before, after)
  VALUES (clock, p_action, p_flag.anchor_account_id, p_flag.flag_id, p_reason,
    jsonb_build_object('status', p_flag.status, 'version', p_flag.version),
    jsonb_build_object('status', p_status, 'version', p_flag.version + 1))
  RETURNING action_id INTO acted;
  PERFORM publish_action(acted);
  PERFORM publish_flag(p_flag.flag_id);
  RETURN acted;
END
$$;

-- Decides about a flag, or puts it aside; a decision may be changed by another one. A dismissal also releases the holds that
-- policy placed for the flag: nobody stays stopped for a suspicion that was dropped. People's holds stay.
CREATE OR REPLACE FUNCTION review_flag(p_flag_id uuid, p_action text, p_reason text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  f     flags%ROWTYPE;
  acted uuid;
  held  uuid;
BEGIN
  PERFORM require_reason(p_reason);
  IF p_action IS NULL OR p_action NOT IN ('confirmed', 'dismissed', 'escalated', 'snoozed', 'suppressed') THEN
    RAISE EXCEPTION 'expected confirmed, dismissed, escalated, snoozed or suppressed, found %', p_action USING ERRCODE = 'FW004';
  END IF;
  SELECT * INTO f FROM flags WHERE flag_id = p_flag_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no flag %', p_flag_id USING ERRCODE = 'FW002';
  END IF;
  IF f.status = p_action THEN
    RAISE EXCEPTION 'flag % is already %', p_flag_id, p_action USING ERRCODE = 'FW003';
  END IF;
  acted := set_flag_status(f, p_action, p_action, p_reason);
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

-- Takes the last decision about a flag back: its status is what it was before. Holds that a dismissal released stay released;
-- they are undone one by one where that is wanted.
CREATE FUNCTION undo_flag_review(p_flag_id uuid, p_reason text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  f      flags%ROWTYPE;
  undone review_actions%ROWTYPE;
BEGIN
  PERFORM require_reason(p_reason);
  SELECT * INTO f FROM flags WHERE flag_id = p_flag_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no flag %', p_flag_id USING ERRCODE = 'FW002';
  END IF;
  SELECT * INTO undone FROM review_actions WHERE flag_id = p_flag_id AND hold_id IS NULL ORDER BY id DESC LIMIT 1;
  IF NOT FOUND OR undone.action = 'undone' THEN
    RAISE EXCEPTION 'flag % has no decision to undo', p_flag_id USING ERRCODE = 'FW003';
  END IF;
  RETURN set_flag_status(f, 'undone', undone.before->>'status', p_reason);
END
$$;

-- The clock that ends a hold: its detector's for policy's, the wall's for people's.
CREATE FUNCTION clock_of_hold(p_hold holds) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE p_hold.origin WHEN 'policy' THEN detector_clock(p_hold.cell) ELSE date_trunc('milliseconds', now()) END
$$;

-- Gives an active hold a new end, counted from now by its own clock.
CREATE FUNCTION renew_hold(p_hold_id uuid, p_for interval, p_reason text) RETURNS uuid
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
  UPDATE holds SET expires_at = until, version = version + 1, desk_version = desk_version + 1, written_at = now() WHERE hold_id = p_hold_id;
  INSERT INTO review_actions (occurred_at, action, account_id, flag_id, hold_id, reason, before, after)
  VALUES (detector_clock(h.cell), 'held', h.account_id, h.flag_id, h.hold_id, p_reason,
    jsonb_build_object('status', h.status, 'version', h.version, 'expires_at', wire_time(h.expires_at)),
    jsonb_build_object('status', h.status, 'version', h.version + 1, 'expires_at', wire_time(until)))
  RETURNING action_id INTO acted;
  PERFORM publish_action(acted);
  PERFORM publish_hold(p_hold_id);
  RETURN acted;
END
$$;

-- Takes the release of a policy hold back: it stops again for the rest of its time. A person's hold is placed anew instead.
CREATE FUNCTION undo_release(p_hold_id uuid, p_reason text) RETURNS uuid
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
  WHERE hold_id = p_hold_id;
  INSERT INTO review_actions (occurred_at, action, account_id, flag_id, hold_id, reason, before, after)
  VALUES (detector_clock(h.cell), 'undone', h.account_id, h.flag_id, h.hold_id, p_reason,
    jsonb_build_object('status', h.status, 'version', h.version),
    jsonb_build_object('status', 'active', 'version', h.version + 1))
  RETURNING action_id INTO acted;
  PERFORM publish_action(acted);
  PERFORM publish_hold(p_hold_id);
  RETURN acted;
END
$$;

GRANT EXECUTE ON FUNCTION undo_flag_review(uuid, text), renew_hold(uuid, interval, text), undo_release(uuid, text) TO fraudwatch_analyst;
