-- An action counts only if the audit vouches for it. The function that publishes a row of the audit signs it, with a key that
-- nobody may read but this function and the verifiers; whoever writes to the topic, analysts among them, cannot make a signature.
-- The reasons are in docs/decisions/0018.

-- Several keys are valid, one signs. A key stays as long as a log or a file may hold what it signed.
CREATE TABLE action_keys (
  key_id  text        PRIMARY KEY CHECK (key_id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  key     bytea       NOT NULL CHECK (octet_length(key) = 32),
  signs   boolean     NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX action_keys_one_signs ON action_keys (signs) WHERE signs;

-- RFC 2104 on what Postgres has built in, so that no extension is needed.
CREATE FUNCTION hmac_sha256(p_key bytea, p_message bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = public, pg_temp AS $$
  WITH
    short AS (SELECT CASE WHEN octet_length(p_key) > 64 THEN sha256(p_key) ELSE p_key END AS key),
    block AS (SELECT key || decode(repeat('00', 64 - octet_length(key)), 'hex') AS key FROM short),
    pads AS (
      SELECT string_agg(set_byte('\x00'::bytea, 0, get_byte(key, i) # 54), ''::bytea ORDER BY i) AS inward,
        string_agg(set_byte('\x00'::bytea, 0, get_byte(key, i) # 92), ''::bytea ORDER BY i) AS outward
      FROM block, generate_series(0, 63) i)
  SELECT sha256(outward || sha256(inward || p_message)) FROM pads
$$;

CREATE FUNCTION canonical_text(p_text text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT convert_to(octet_length(convert_to(p_text, 'UTF8')) || ':', 'UTF8') || convert_to(p_text, 'UTF8')
$$;

-- What is signed: the same bytes for the same content, whatever the order of the members, the spaces and the escapes. A text is its
-- length in bytes, a colon and itself; members stand in the order of their names' bytes, those that are null left out; numbers are
-- whole. FraudWatch.Detection/Events/CanonicalForm.cs is its twin.
CREATE FUNCTION canonical_form(p_value jsonb) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
DECLARE
  form bytea;
BEGIN
  CASE jsonb_typeof(p_value)
    WHEN 'object' THEN
      SELECT coalesce(string_agg(canonical_text(m.key) || canonical_form(m.value), ''::bytea ORDER BY m.key COLLATE "C"), ''::bytea) INTO form
      FROM jsonb_each(p_value) m WHERE jsonb_typeof(m.value) <> 'null';
      RETURN '\x7b'::bytea || form || '\x7d'::bytea;
    WHEN 'array' THEN
      SELECT coalesce(string_agg(canonical_form(e.value), ''::bytea ORDER BY e.place), ''::bytea) INTO form
      FROM jsonb_array_elements(p_value) WITH ORDINALITY AS e(value, place);
      RETURN '\x5b'::bytea || form || '\x5d'::bytea;
    WHEN 'string' THEN
      RETURN canonical_text(p_value #>> '{}');
    WHEN 'number' THEN
      IF p_value::text !~ '^(0|-?[1-9][0-9]*)$' THEN
        RAISE EXCEPTION 'an action that is signed holds whole numbers, found %', p_value USING ERRCODE = 'FW004';
      END IF;
      RETURN convert_to('#' || p_value::text || ';', 'UTF8');
    WHEN 'boolean' THEN
      RETURN CASE p_value::text WHEN 'true' THEN '\x74'::bytea ELSE '\x66'::bytea END;
    ELSE
      RETURN '\x6e'::bytea;
  END CASE;
END
$$;

-- Makes a new key and lets it sign from now on; the others go on verifying. For members of fraudwatch_migrator.
CREATE FUNCTION rotate_action_key() RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  made text := 'k-' || replace(gen_random_uuid()::text, '-', '');
BEGIN
  LOCK TABLE action_keys IN SHARE ROW EXCLUSIVE MODE;
  UPDATE action_keys SET signs = false WHERE signs;
  -- Four random ids hold 488 bits from the server's strong source.
  INSERT INTO action_keys (key_id, key, signs)
  VALUES (made, sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), true);
  RETURN made;
END
$$;

SELECT rotate_action_key();

-- Takes in a key that verifies and does not sign, such as one that a restored backup is too old for. True when it was new.
CREATE FUNCTION add_action_key(p_key_id text, p_key bytea) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  known bytea;
BEGIN
  SELECT key INTO known FROM action_keys WHERE key_id = p_key_id;
  IF known IS NOT NULL AND known <> p_key THEN
    RAISE EXCEPTION 'another key has the id % already', p_key_id USING ERRCODE = 'FW003';
  END IF;
  INSERT INTO action_keys (key_id, key, signs) VALUES (p_key_id, p_key, false) ON CONFLICT (key_id) DO NOTHING;
  RETURN known IS NULL;
END
$$;

-- Signs an action's fields; the signature stands last.
CREATE FUNCTION sign_action(p_fields json) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  signer action_keys%ROWTYPE;
  body   text;
BEGIN
  SELECT * INTO signer FROM action_keys WHERE signs;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no key signs actions: rotate_action_key() makes one' USING ERRCODE = 'FW003';
  END IF;
  body := json_strip_nulls(p_fields)::text;
  body := left(body, -1) || ',"key_id":' || to_json(signer.key_id)::text || '}';
  RETURN left(body, -1) || ',"signature":"' || encode(hmac_sha256(signer.key, canonical_form(body::jsonb)), 'hex') || '"}';
END
$$;

-- Reads the audit's own row and nothing else: what is signed is on record. Scope and times are the hold's as the action left it.
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

-- Puts a subject on a list, or takes it off again (docs/decisions/0010): the only way, now that nobody else can sign.
CREATE FUNCTION change_list(
  p_action text, p_list text, p_subject_kind text, p_subject text, p_owner text, p_purpose text, p_until timestamptz, p_reason text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_reason(p_reason);
  IF coalesce(p_action NOT IN ('listed', 'undone') OR p_list NOT IN ('allow', 'deny')
    OR p_subject_kind NOT IN ('account', 'device', 'network', 'instrument', 'payout')
    OR char_length(p_subject) NOT BETWEEN 1 AND 64 OR char_length(p_owner) NOT BETWEEN 1 AND 64
    OR p_action = 'listed' AND p_list = 'allow' AND coalesce(p_purpose NOT IN ('official_reseller', 'agency', 'charity', 'studio', 'staff'), true), true) THEN
    RAISE EXCEPTION 'expected listed or undone, allow or deny, a kind of subject, a subject and an owner of 1 to 64 characters, and why one is allowed; found %, %, %, %, %, %',
      p_action, p_list, p_subject_kind, p_subject, p_owner, p_purpose USING ERRCODE = 'FW004';
  END IF;
  RETURN record_action(detector_clock(NULL), p_action, CASE p_subject_kind WHEN 'account' THEN p_subject ELSE p_owner END, NULL, NULL, p_reason, NULL,
    jsonb_strip_nulls(jsonb_build_object('list', p_list, 'subject_kind', p_subject_kind, 'subject', p_subject, 'owner', p_owner,
      'purpose', CASE p_list WHEN 'allow' THEN p_purpose END, 'until', wire_time(p_until))));
END
$$;

GRANT SELECT ON action_keys TO fraudwatch_worker;
GRANT EXECUTE ON FUNCTION change_list(text, text, text, text, text, text, timestamptz, text) TO fraudwatch_analyst;
