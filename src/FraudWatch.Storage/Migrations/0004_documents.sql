-- Flags and holds as the JSON objects of the wire contract, for changes that are made in the database.
-- The same members in the same order as the program writes them.

CREATE FUNCTION wire_time(t timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT to_char(date_trunc('milliseconds', t AT TIME ZONE 'UTC'), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

CREATE FUNCTION flag_document(p_flag_id uuid) RETURNS json
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
      FROM flag_accounts a WHERE a.flag_id = f.flag_id),
    'reasons', (
      SELECT coalesce(json_agg(json_build_object('code', r.code, 'text', r.text, 'value', r.value, 'usual', r.usual, 'family', r.family)
        ORDER BY r.ordinal), '[]')
      FROM flag_reasons r WHERE r.flag_id = f.flag_id),
    'coins_at_risk', f.coins_at_risk,
    'first_event_at', wire_time(f.first_event_at),
    'raised_at', wire_time(f.raised_at),
    'updated_at', wire_time(f.updated_at),
    'evidence_event_ids', f.evidence_event_ids,
    'model_version', f.model_version,
    'truncated', f.truncated)
  FROM flags f WHERE f.flag_id = p_flag_id
$$;

CREATE FUNCTION hold_document(p_hold_id uuid) RETURNS json
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT json_build_object(
    'kind', 'hold',
    'hold_id', h.hold_id,
    'version', h.version,
    'account_id', h.account_id,
    'scope', h.scope,
    'status', h.status,
    'flag_id', h.flag_id,
    'placed_at', wire_time(h.placed_at),
    'expires_at', wire_time(h.expires_at),
    'ended_at', wire_time(h.ended_at),
    'reason_codes', h.reason_codes,
    'placed_by', h.placed_by)
  FROM holds h WHERE h.hold_id = p_hold_id
$$;

CREATE FUNCTION publish_flag(p_flag_id uuid) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
  INSERT INTO outbox (kind, object_id, version, topic, key, payload)
  SELECT 'flag', flag_id, version, 'fraud-decisions', anchor_account_id, flag_document(flag_id)::text
  FROM flags WHERE flag_id = p_flag_id
$$;

CREATE FUNCTION publish_hold(p_hold_id uuid) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
  INSERT INTO outbox (kind, object_id, version, topic, key, payload)
  SELECT 'hold', hold_id, version, 'fraud-decisions', account_id, hold_document(hold_id)::text
  FROM holds WHERE hold_id = p_hold_id
$$;
