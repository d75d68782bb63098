namespace FraudWatch.IntegrationTests.Storage;

/// <summary>What other programs may read: a change here is a change for them.</summary>
internal static class SchemaGolden
{
    public const string Columns =
        """
        action_keys: key_id text, key bytea, signs boolean, made_at timestamp with time zone
        active_holds: hold_id uuid?, account_id text?, scope text?, flag_id uuid?, placed_at timestamp with time zone?, expires_at timestamp with time zone?, reason_codes _text?, placed_by text?, version integer?
        cells: cell text, epoch bigint, detector_clock timestamp with time zone?, updated_at timestamp with time zone
        counters: cell text, name text, value bigint, updated_at timestamp with time zone
        dropped_months: record text, month date, dropped_at timestamp with time zone
        flag_accounts: flag_id uuid, ordinal integer, account_id text, role text, score numeric, raised_at timestamp with time zone
        flag_accusations: flag_id uuid, raised_at timestamp with time zone, account_id text, since_version integer, since_detector_version integer, until_version integer?
        flag_reasons: flag_id uuid, ordinal integer, code text, text text, value numeric, usual numeric, family text, raised_at timestamp with time zone
        flags: flag_id uuid, cell text, case_id uuid, detector text, typology text, status text, version integer, detector_version integer, desk_version integer, episode integer, anchor_account_id text, score numeric, coins_at_risk bigint, first_event_at timestamp with time zone, raised_at timestamp with time zone, updated_at timestamp with time zone, evidence_event_ids _text, model_version text, truncated boolean, written_at timestamp with time zone, skipped_versions integer
        holds: hold_id uuid, origin text, cell text?, version integer, detector_version integer, desk_version integer, account_id text, scope text, status text, flag_id uuid?, placed_at timestamp with time zone, expires_at timestamp with time zone, ended_at timestamp with time zone?, reason_codes _text, placed_by text, written_at timestamp with time zone, skipped_versions integer
        kept_letters: topic text, partition integer, offset bigint, reason text, detail text, bytes bytea, refusal text?, kept_at timestamp with time zone
        late_turns: cell text, messages bigint, epoch bigint, recorded_at timestamp with time zone, turns bytea
        log_gaps: id bigint, cell text, topic text, partition integer, first_offset bigint, last_offset bigint, reason text, accepted_by text, started_by text, accepted_at timestamp with time zone
        model_versions: model_version text, detector text, first_seen_at timestamp with time zone
        month_partitions: record text?, table_name text?, name text?, month date?, is_attached boolean?, is_detaching boolean?
        outbox: id bigint, kind text, object_id uuid, version integer, topic text, key text, payload text, created_at timestamp with time zone, published_at timestamp with time zone?, set_aside_at timestamp with time zone?, set_aside_why text?
        outbox_partitions: name text?, is_detaching boolean?, until timestamp with time zone?, since timestamp with time zone?
        outbox_set_aside: id bigint?, kind text?, object_id uuid?, version integer?, topic text?, key text?, bytes integer?, created_at timestamp with time zone?, set_aside_at timestamp with time zone?, set_aside_why text?
        partition_marks: cell text, topic text, partition integer, topic_id text?, message_offset bigint, message_hash bigint, updated_at timestamp with time zone
        partition_offsets: cell text, topic text, partition integer, next_offset bigint, epoch bigint, updated_at timestamp with time zone
        review_actions: id bigint, action_id uuid, acted_by text, acted_at timestamp with time zone, occurred_at timestamp with time zone, action text, account_id text, flag_id uuid?, hold_id uuid?, reason text, before jsonb?, after jsonb, recovered_at timestamp with time zone?
        schema_migrations: number integer, name text, checksum text, applied_at timestamp with time zone, applied_by text
        told_ahead: kind text, object_id uuid, version integer, payload jsonb
        """;
}
