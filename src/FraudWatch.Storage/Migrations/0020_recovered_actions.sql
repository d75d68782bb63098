-- What people decided and a record that went back has lost stands, signed, on fraud-actions. Where it comes by and the audit does not have it,
-- it is entered as recovered: who, when, what and about which flag or hold. The reason was in the lost database alone.
ALTER TABLE review_actions ADD COLUMN recovered_at timestamptz;

-- As in 0009, but for recovered rows, which only recover_actions adds: they are of who acted, when they acted.
CREATE OR REPLACE FUNCTION sign_review_action() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.recovered_at IS NOT NULL THEN
    RETURN NEW;
  END IF;
  NEW.acted_by := session_user;
  IF NEW.acted_at NOT BETWEEN statement_timestamp() AND clock_timestamp() THEN
    RAISE EXCEPTION 'when somebody acted is the database''s to say: expected a time from % to %, found %',
      statement_timestamp(), clock_timestamp(), NEW.acted_at USING ERRCODE = 'FW004';
  END IF;
  RETURN NEW;
END
$$;

-- For the worker, of actions whose signature it has verified; those that the audit has are passed over. Returns how many were recovered.
-- What a decision about a flag is undone to is what the audit's decision before it came to; its version is the flag's of now, so that nobody decides
-- on an older one unknowing.
CREATE FUNCTION recover_actions(
  p_ids uuid[], p_actions text[], p_accounts text[], p_flags uuid[], p_holds uuid[], p_analysts text[], p_acted timestamptz[], p_occurred timestamptz[])
  RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  a         record;
  recovered integer := 0;
BEGIN
  FOR a IN
    SELECT * FROM unnest(p_ids, p_actions, p_accounts, p_flags, p_holds, p_analysts, p_acted, p_occurred) WITH ORDINALITY
      AS t(id, action, account_id, flag_id, hold_id, analyst, acted_at, occurred_at, place)
    ORDER BY place
  LOOP
    CONTINUE WHEN EXISTS (SELECT FROM review_actions r WHERE r.action_id = a.id);
    PERFORM make_months('audit', ARRAY[(a.acted_at AT TIME ZONE 'UTC')::date]);
    INSERT INTO review_actions (action_id, acted_by, acted_at, occurred_at, action, account_id, flag_id, hold_id, reason, before, after, recovered_at)
    VALUES (
      a.id, a.analyst, a.acted_at, a.occurred_at, a.action, a.account_id, a.flag_id, a.hold_id,
      'recovered from fraud-actions: the reason was lost with the database',
      CASE WHEN a.flag_id IS NOT NULL AND a.hold_id IS NULL THEN jsonb_build_object('status', coalesce(
        (SELECT r.after->>'status' FROM review_actions r WHERE r.flag_id = a.flag_id AND r.hold_id IS NULL ORDER BY r.id DESC LIMIT 1), 'open')) END,
      CASE WHEN a.hold_id IS NOT NULL THEN jsonb_build_object('status', CASE a.action WHEN 'released' THEN 'released' ELSE 'active' END)
        WHEN a.flag_id IS NOT NULL THEN (
          SELECT jsonb_build_object('status', CASE a.action WHEN 'undone' THEN max(f.status) ELSE a.action END, 'version', max(f.version))
          FROM flags f WHERE f.flag_id = a.flag_id)
        ELSE '{}' END,
      clock_timestamp());
    recovered := recovered + 1;
  END LOOP;
  RETURN recovered;
END
$$;

GRANT EXECUTE ON FUNCTION recover_actions(uuid[], text[], text[], uuid[], uuid[], text[], timestamptz[], timestamptz[]) TO fraudwatch_worker;
