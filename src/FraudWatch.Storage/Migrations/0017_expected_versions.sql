-- A decision is about what a person saw: it names the version of the flag, and is refused when that is no longer so. Whom each version
-- accused is on record, from the version that accused an account first to the one that no longer did.

CREATE TABLE flag_accusations (
  flag_id                uuid        NOT NULL,
  raised_at              timestamptz NOT NULL,
  account_id             text        NOT NULL CHECK (char_length(account_id) BETWEEN 1 AND 64),
  -- As published, and the detector's own number of the same.
  since_version          integer     NOT NULL CHECK (since_version >= 1),
  since_detector_version integer     NOT NULL CHECK (since_detector_version >= 1),
  -- The first version that no longer accuses the account.
  until_version          integer     CHECK (until_version > since_version),
  PRIMARY KEY (flag_id, raised_at, account_id, since_version)
) PARTITION BY RANGE (raised_at);

-- They lie in their flag's month, like its other lines.
CREATE OR REPLACE FUNCTION month_tables(p_record text) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT CASE p_record
    WHEN 'decisions' THEN ARRAY['flag_accusations', 'flag_reasons', 'flag_accounts', 'flags', 'holds']
    WHEN 'audit' THEN ARRAY['review_actions'] END
$$;

SELECT make_months('decisions', ARRAY(SELECT DISTINCT month FROM month_partitions WHERE record = 'decisions' AND is_attached));

-- Of the flags there are nobody knows since when: since the version they are at.
INSERT INTO flag_accusations (flag_id, raised_at, account_id, since_version, since_detector_version)
  SELECT DISTINCT f.flag_id, f.raised_at, l.account_id, f.version, f.detector_version
  FROM flags f JOIN flag_accounts l ON l.flag_id = f.flag_id AND l.raised_at = f.raised_at
  WHERE l.role NOT IN ('buyer', 'victim');

-- Refuses a decision about a flag that is no longer what the person saw. Without a version only a flag that nobody confirmed or
-- dismissed can be decided. The flag's row is locked: of two who decide at once, the second finds the first one's decision.
CREATE FUNCTION assert_as_seen(p_flag flags, p_version integer) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  since review_actions%ROWTYPE;
  gone  text;
BEGIN
  SELECT * INTO since FROM review_actions WHERE flag_id = p_flag.flag_id AND hold_id IS NULL ORDER BY id DESC LIMIT 1;
  IF p_version IS NULL THEN
    IF p_flag.status IN ('confirmed', 'dismissed') THEN
      RAISE EXCEPTION 'flag % is already %, in version %: to decide otherwise, name the version that you have seen',
        p_flag.flag_id, p_flag.status || coalesce(' by ' || since.acted_by, ''), p_flag.version USING ERRCODE = 'FW003';
    END IF;
    RETURN;
  END IF;
  IF p_version NOT BETWEEN 1 AND p_flag.version THEN
    RAISE EXCEPTION 'expected a version of flag % from 1 to %, found %', p_flag.flag_id, p_flag.version, p_version USING ERRCODE = 'FW004';
  END IF;
  IF (since.after->>'version')::integer > p_version OR p_flag.status IN ('confirmed', 'dismissed') AND p_flag.version > p_version THEN
    RAISE EXCEPTION 'flag % was % since version %, which the decision is about: it is % in version % now',
      p_flag.flag_id, coalesce(since.action, p_flag.status) || coalesce(' by ' || since.acted_by, ''), p_version, p_flag.status, p_flag.version
      USING ERRCODE = 'FW003';
  END IF;
  SELECT min(a.account_id) INTO gone FROM flag_accusations a
  WHERE a.flag_id = p_flag.flag_id AND a.raised_at = p_flag.raised_at AND a.since_version <= p_version AND a.until_version > p_version
    AND NOT EXISTS (SELECT FROM flag_accusations n
      WHERE n.flag_id = a.flag_id AND n.raised_at = a.raised_at AND n.account_id = a.account_id AND n.until_version IS NULL);
  IF gone IS NOT NULL THEN
    RAISE EXCEPTION 'flag % no longer accuses %, which it did in version %: it is at version % now', p_flag.flag_id, gone, p_version, p_flag.version
      USING ERRCODE = 'FW003';
  END IF;
END
$$;

-- Whom a flag accuses only since after a version, those among them whom no version has named yet: a decision on it says nothing about them.
CREATE FUNCTION accused_since(p_flag flags, p_version integer) RETURNS SETOF flag_accusations
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT * FROM (
    SELECT * FROM flag_accusations a
    WHERE a.flag_id = p_flag.flag_id AND a.raised_at = p_flag.raised_at AND a.until_version IS NULL AND a.since_version > p_version
    UNION ALL
    SELECT DISTINCT l.flag_id, l.raised_at, l.account_id, p_flag.version + 1, p_flag.detector_version + 1, NULL::integer
    FROM flag_accounts l
    WHERE l.flag_id = p_flag.flag_id AND l.raised_at = p_flag.raised_at AND l.role NOT IN ('buyer', 'victim')
      AND NOT EXISTS (SELECT FROM flag_accusations n
        WHERE n.flag_id = l.flag_id AND n.raised_at = l.raised_at AND n.account_id = l.account_id AND n.until_version IS NULL)) s
  ORDER BY 4, 3
$$;

DROP FUNCTION set_flag_status(flags, text, text, text);

-- Gives a flag a status, records it with what it was decided on and publishes both. What the event tells the detector is in its own
-- count of versions: members of later ones stay undecided, also those that are on their way to the record.
CREATE FUNCTION set_flag_status(p_flag flags, p_action text, p_status text, p_reason text, p_seen integer) RETURNS uuid
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  clock  timestamptz := detector_clock(p_flag.cell);
  joined flag_accusations[] := ARRAY(SELECT a FROM accused_since(p_flag, p_seen) a);
  acted  uuid;
BEGIN
  UPDATE flags SET status = p_status, version = version + 1, desk_version = desk_version + 1,
    updated_at = greatest(updated_at, clock), written_at = now()
  WHERE flag_id = p_flag.flag_id AND raised_at = p_flag.raised_at;
  acted := record_action(clock, p_action, p_flag.anchor_account_id, p_flag.flag_id, NULL, p_reason,
    jsonb_build_object('status', p_flag.status, 'version', p_flag.version),
    jsonb_build_object('status', p_status, 'version', p_flag.version + 1, 'seen_version', p_seen,
      'flag_version', coalesce((SELECT min(a.since_detector_version) - 1 FROM unnest(joined) a), p_flag.detector_version),
      'undecided', (SELECT coalesce(jsonb_agg(a.account_id), '[]') FROM unnest(joined) a)));
  PERFORM publish_flag(p_flag.flag_id);
  RETURN acted;
END
$$;

DROP FUNCTION review_flag(uuid, text, text);

-- Decides about a flag, or puts it aside, as of the version that the person saw. A dismissal also releases the holds that policy placed
-- for the flag: nobody stays stopped for a suspicion that was dropped. People's holds stay, and those of accounts that joined since.
CREATE FUNCTION review_flag(p_flag_id uuid, p_action text, p_reason text, p_version integer DEFAULT NULL) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  f     flags%ROWTYPE;
  seen  integer;
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
  PERFORM assert_as_seen(f, p_version);
  IF f.status = p_action THEN
    RAISE EXCEPTION 'flag % is already %', p_flag_id, p_action USING ERRCODE = 'FW003';
  END IF;
  seen := coalesce(p_version, f.version);
  acted := set_flag_status(f, p_action, p_action, p_reason, seen);
  IF p_action = 'dismissed' THEN
    FOR held IN
      SELECT hold_id FROM holds h WHERE h.flag_id = p_flag_id AND h.status = 'active' AND h.origin = 'policy'
        AND h.account_id NOT IN (SELECT account_id FROM accused_since(f, seen))
      ORDER BY hold_id FOR NO KEY UPDATE
    LOOP
      PERFORM end_hold(held, p_reason);
    END LOOP;
  END IF;
  RETURN acted;
END
$$;

DROP FUNCTION undo_flag_review(uuid, text);

-- Takes the last decision about a flag back: its status is what it was before. Holds that a dismissal released stay released;
-- they are undone one by one where that is wanted. With a version: only when nobody has decided since.
CREATE FUNCTION undo_flag_review(p_flag_id uuid, p_reason text, p_version integer DEFAULT NULL) RETURNS uuid
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
  IF p_version IS NOT NULL THEN
    PERFORM assert_as_seen(f, p_version);
  END IF;
  SELECT * INTO undone FROM review_actions WHERE flag_id = p_flag_id AND hold_id IS NULL ORDER BY id DESC LIMIT 1;
  IF NOT FOUND OR undone.action = 'undone' THEN
    RAISE EXCEPTION 'flag % has no decision to undo', p_flag_id USING ERRCODE = 'FW003';
  END IF;
  RETURN set_flag_status(f, 'undone', undone.before->>'status', p_reason, coalesce(p_version, f.version));
END
$$;

CREATE OR REPLACE FUNCTION publish_action(p_action_id uuid) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
  INSERT INTO outbox (kind, object_id, version, topic, key, payload)
  SELECT 'action', a.action_id, 1, 'fraud-actions', a.account_id, sign_action(json_build_object(
    'event_id', 'action-' || a.action_id,
    'type', 'action.taken',
    'occurred_at', wire_time(a.occurred_at),
    'account_id', a.account_id,
    'action', a.action,
    'flag_id', a.flag_id,
    'flag_version', a.after->'flag_version',
    'analyst', a.acted_by,
    'acted_at', wire_time(a.acted_at),
    'hold_id', a.hold_id,
    'scope', h.scope,
    'placed_at', wire_time(h.placed_at),
    'expires_at', wire_time(h.expires_at),
    'ended_at', wire_time(h.ended_at),
    'list', a.after->>'list',
    'subject_kind', a.after->>'subject_kind',
    'subject', a.after->>'subject',
    'owner', a.after->>'owner',
    'purpose', a.after->>'purpose',
    'until', a.after->>'until'))
  FROM review_actions a LEFT JOIN holds h ON h.hold_id = a.hold_id
  WHERE a.action_id = p_action_id
$$;

-- A person's hold, from now for the given time by the wall clock. Returns the hold's id. A name that nothing on record knows is likely
-- misspelt: the record has no list of all accounts, only those that a flag, a hold or a decision names, so it says what it looked through
-- and takes the name when told so. What a person's active hold stops already is not placed a second time.
DROP FUNCTION place_hold(text, text, interval, text, uuid);
CREATE FUNCTION place_hold(
  p_account_id text, p_scope text, p_for interval, p_reason text, p_flag_id uuid, p_even_unseen boolean DEFAULT false) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  placed timestamptz := date_trunc('milliseconds', now());
  flag_cell text;
  same   holds%ROWTYPE;
  held   uuid;
BEGIN
  PERFORM require_reason(p_reason);
  IF char_length(coalesce(p_account_id, '')) NOT BETWEEN 1 AND 64 THEN
    RAISE EXCEPTION 'an account id of 1 to 64 characters is expected' USING ERRCODE = 'FW004';
  END IF;
  IF p_account_id !~ '[^[:space:][:cntrl:]]' THEN
    RAISE EXCEPTION 'an account id is expected, found nothing but blanks' USING ERRCODE = 'FW004';
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
  -- Of two who place the same at once, the second finds the first one's.
  PERFORM pg_advisory_xact_lock(hashtext('people''s holds'), hashtext(p_account_id));
  SELECT * INTO same FROM holds h
  WHERE h.account_id = p_account_id AND h.scope = p_scope AND h.status = 'active' AND h.origin = 'person' AND h.expires_at > now()
  ORDER BY h.expires_at DESC LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'account % is held already (%) by % until %: hold %; nothing was placed, renewing that hold gives it another end',
      p_account_id, p_scope, same.placed_by, wire_time(same.expires_at), same.hold_id USING ERRCODE = 'FW003';
  END IF;
  IF NOT coalesce(p_even_unseen, false)
    AND NOT EXISTS (SELECT FROM flag_accounts WHERE account_id = p_account_id)
    AND NOT EXISTS (SELECT FROM holds WHERE account_id = p_account_id)
    AND NOT EXISTS (SELECT FROM review_actions WHERE account_id = p_account_id) THEN
    RAISE EXCEPTION 'no flag, hold or decision on record names %, which is all that the record knows of accounts: if the name is right, place it --even-unseen',
      p_account_id USING ERRCODE = 'FW003';
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

GRANT SELECT, INSERT, UPDATE ON flag_accusations TO fraudwatch_worker;
GRANT SELECT ON flag_accusations TO fraudwatch_analyst, fraudwatch_retrainer;
GRANT EXECUTE ON FUNCTION review_flag(uuid, text, text, integer), undo_flag_review(uuid, text, integer),
  place_hold(text, text, interval, text, uuid, boolean) TO fraudwatch_analyst;
