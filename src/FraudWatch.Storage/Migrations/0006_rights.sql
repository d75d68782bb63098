-- Least privilege. The tables belong to fraudwatch_migrator; logins are members of one of these group roles.

GRANT USAGE ON SCHEMA public TO fraudwatch_worker, fraudwatch_analyst, fraudwatch_retrainer;

GRANT SELECT ON schema_migrations TO fraudwatch_worker, fraudwatch_analyst, fraudwatch_retrainer;

-- The worker adds and moves; it deletes nothing but the lines of a flag that it writes anew.
GRANT SELECT, INSERT, UPDATE ON cells, partition_offsets, counters, flags, holds TO fraudwatch_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON flag_accounts, flag_reasons TO fraudwatch_worker;
GRANT SELECT, INSERT ON model_versions TO fraudwatch_worker;
GRANT SELECT, INSERT, UPDATE (published_at) ON outbox TO fraudwatch_worker;
GRANT SELECT ON active_holds, review_actions TO fraudwatch_worker;
GRANT EXECUTE ON FUNCTION assert_writer(text, bigint), expire_holds_of_people() TO fraudwatch_worker;

-- Analysts read everything and decide through functions.
GRANT SELECT ON cells, partition_offsets, counters, model_versions, flags, flag_accounts, flag_reasons, holds, active_holds,
  review_actions, outbox TO fraudwatch_analyst;
GRANT EXECUTE ON FUNCTION review_flag(uuid, text, text), release_hold(uuid, text), place_hold(text, text, interval, text, uuid)
  TO fraudwatch_analyst;

-- Retraining reads decisions and registers what it made.
GRANT SELECT ON flags, flag_accounts, flag_reasons, holds, review_actions TO fraudwatch_retrainer;
GRANT SELECT, INSERT ON model_versions TO fraudwatch_retrainer;
