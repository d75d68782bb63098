-- A message lists at most 200 accounts of a flag, the most telling first, and says how many there are; the lines are all here.
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
    'account_count', (SELECT count(*) FROM flag_accounts a WHERE a.flag_id = f.flag_id AND a.raised_at = f.raised_at),
    'accounts', (
      SELECT coalesce(json_agg(json_build_object('account_id', a.account_id, 'role', a.role, 'score', a.score) ORDER BY a.place), '[]')
      FROM (
        SELECT m.account_id, m.role, m.score, CASE WHEN m.members <= 200 THEN m.ordinal + 1 ELSE m.rank END AS place
        FROM (
          SELECT l.account_id, l.role, l.score, l.ordinal, count(*) OVER () AS members,
            row_number() OVER (ORDER BY l.account_id = f.anchor_account_id DESC, l.score DESC, l.ordinal) AS rank
          FROM flag_accounts l WHERE l.flag_id = f.flag_id AND l.raised_at = f.raised_at) m) a
      WHERE a.place <= 200),
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
