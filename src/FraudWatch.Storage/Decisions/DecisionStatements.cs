using FraudWatch.Detection.Decisions;
using Npgsql;
using NpgsqlTypes;

namespace FraudWatch.Storage;

/// <summary>
/// The statements that put a merged batch into the tables: one for each table, rows as parallel arrays, whatever their number.
/// Lists within a row (evidence, reason codes) travel as pairs of row number and element.
/// </summary>
internal static class DecisionStatements
{
    public static void Add(NpgsqlBatch commands, string cell, BatchMerge merge)
    {
        if (merge.Flags.Count > 0)
        {
            List<Flag> flags = merge.Flags.ConvertAll(f => f.Flag);
            commands.BatchCommands.Add(ModelVersions(flags));
            commands.BatchCommands.Add(Flags(cell, merge));
            commands.BatchCommands.Add(DropLines("flag_accounts", flags, f => f.Accounts.Count));
            commands.BatchCommands.Add(Accounts(flags));
            commands.BatchCommands.Add(Accusations(merge));
            commands.BatchCommands.Add(DropLines("flag_reasons", flags, f => f.Reasons.Count));
            commands.BatchCommands.Add(Reasons(flags));
        }

        if (merge.Members.Count > 0)
        {
            commands.BatchCommands.Add(Accounts([.. merge.Members.Select(m => (m.Key.FlagId, m.Value.RaisedAt, m.Key.Place, m.Value.Account))]));
        }

        if (merge.Holds.Count > 0)
        {
            commands.BatchCommands.Add(Holds(cell, merge));
            AddFlagsOnRecord(commands, merge);
        }

        if (merge.Outbox.Count > 0)
        {
            commands.BatchCommands.Add(Command("SELECT ensure_outbox_day()"));
            commands.BatchCommands.Add(Outbox(merge.Outbox));
        }
    }

    // In name order, so that writers of several cells cannot lock one another out.
    private static NpgsqlBatchCommand ModelVersions(List<Flag> flags)
    {
        (string Version, string Detector)[] models =
            flags.Select(f => (f.ModelVersion, Wire.Name(f.Detector))).DistinctBy(m => m.ModelVersion).OrderBy(m => m.ModelVersion, StringComparer.Ordinal).ToArray();
        return Command(
            """
            INSERT INTO model_versions (model_version, detector)
            SELECT * FROM unnest($1::text[], $2::text[])
            ON CONFLICT (model_version) DO NOTHING
            """,
            Array.ConvertAll(models, m => m.Version),
            Array.ConvertAll(models, m => m.Detector));
    }

    private static NpgsqlBatchCommand Flags(string cell, BatchMerge merge)
    {
        Flag[] flags = merge.Flags.Select(f => f.Flag).ToArray();
        (int[] rows, string[] evidence) = Flatten(flags, f => f.EvidenceEventIds);
        return Command(
            FlagsSql,
            cell,
            Array.ConvertAll(flags, f => f.FlagId),
            Array.ConvertAll(flags, f => f.CaseId),
            Array.ConvertAll(flags, f => Wire.Name(f.Detector)),
            Array.ConvertAll(flags, f => Wire.Name(f.Typology)),
            Array.ConvertAll(flags, f => Wire.Name(f.Status)),
            merge.Flags.Select(f => f.DetectorVersion).ToArray(),
            merge.Flags.Select(f => f.DeskVersion).ToArray(),
            Array.ConvertAll(flags, f => f.Episode),
            Array.ConvertAll(flags, f => f.AnchorAccountId),
            Array.ConvertAll(flags, f => f.Score),
            Array.ConvertAll(flags, f => f.CoinsAtRisk),
            Array.ConvertAll(flags, f => Instants.ToTimestamp(f.FirstEventAt)),
            Array.ConvertAll(flags, f => Instants.ToTimestamp(f.RaisedAt)),
            Array.ConvertAll(flags, f => Instants.ToTimestamp(f.UpdatedAt)),
            Array.ConvertAll(flags, f => f.ModelVersion),
            Array.ConvertAll(flags, f => f.Truncated),
            rows,
            evidence);
    }

    private static NpgsqlBatchCommand Accounts(List<Flag> flags) =>
        Accounts([.. flags.SelectMany(f => f.Accounts.Select((a, i) => (f.FlagId, f.RaisedAt, i, a)))]);

    private static NpgsqlBatchCommand Accounts((Guid FlagId, long RaisedAt, int Ordinal, FlagAccount Account)[] lines)
    {
        return Command(
            """
            INSERT INTO flag_accounts AS stored (flag_id, raised_at, ordinal, account_id, role, score)
            SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::int[], $4::text[], $5::text[], $6::numeric[])
            ON CONFLICT (flag_id, raised_at, ordinal) DO UPDATE SET account_id = excluded.account_id, role = excluded.role, score = excluded.score
            WHERE (stored.account_id, stored.role, stored.score) IS DISTINCT FROM (excluded.account_id, excluded.role, excluded.score)
            """,
            Array.ConvertAll(lines, l => l.FlagId),
            Array.ConvertAll(lines, l => Instants.ToTimestamp(l.RaisedAt)),
            Array.ConvertAll(lines, l => l.Ordinal),
            Array.ConvertAll(lines, l => l.Account.AccountId),
            Array.ConvertAll(lines, l => Wire.Name(l.Account.Role)),
            Array.ConvertAll(lines, l => l.Account.Score));
    }

    /// <summary>
    /// Whom a flag accuses from which version to which. Ends what the last version no longer says, begins what is new, and puts down
    /// in one row what began and ended within the batch: somebody may have seen that version too.
    /// </summary>
    private static NpgsqlBatchCommand Accusations(BatchMerge merge)
    {
        Flag[] flags = merge.Flags.Select(f => f.Flag).ToArray();
        var last = flags.SelectMany(f => f.Accounts.Where(a => a.Role.IsAccused()).Select(a => (f.FlagId, a.AccountId))).ToHashSet();
        BatchMerge.Accused[] accused = [.. merge.Accusations];
        return Command(
            """
            WITH
              now_at AS (SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::int[]) AS f(flag_id, raised_at, version)),
              accused AS (
                SELECT * FROM unnest($4::uuid[], $5::timestamptz[], $6::text[], $7::int[], $8::int[], $9::boolean[])
                  AS a(flag_id, raised_at, account_id, since_version, since_detector_version, is_still)),
              ended AS (
                UPDATE flag_accusations s SET until_version = f.version FROM now_at f
                WHERE s.flag_id = f.flag_id AND s.raised_at = f.raised_at AND s.until_version IS NULL
                  AND NOT EXISTS (SELECT FROM accused a WHERE a.flag_id = s.flag_id AND a.account_id = s.account_id AND a.is_still))
            INSERT INTO flag_accusations (flag_id, raised_at, account_id, since_version, since_detector_version, until_version)
            SELECT a.flag_id, a.raised_at, a.account_id, a.since_version, a.since_detector_version, CASE WHEN NOT a.is_still THEN f.version END
            FROM accused a JOIN now_at f ON f.flag_id = a.flag_id
            WHERE NOT EXISTS (
              SELECT FROM flag_accusations s
              WHERE s.flag_id = a.flag_id AND s.raised_at = a.raised_at AND s.account_id = a.account_id AND s.until_version IS NULL)
            ON CONFLICT DO NOTHING
            """,
            Array.ConvertAll(flags, f => f.FlagId),
            Array.ConvertAll(flags, f => Instants.ToTimestamp(f.RaisedAt)),
            Array.ConvertAll(flags, f => f.Version),
            Array.ConvertAll(accused, a => a.FlagId),
            Array.ConvertAll(accused, a => Instants.ToTimestamp(a.RaisedAt)),
            Array.ConvertAll(accused, a => a.AccountId),
            Array.ConvertAll(accused, a => a.Since),
            Array.ConvertAll(accused, a => a.SinceDetector),
            Array.ConvertAll(accused, a => last.Contains((a.FlagId, a.AccountId))));
    }

    private static NpgsqlBatchCommand Reasons(List<Flag> flags)
    {
        var lines = flags.SelectMany(f => f.Reasons.Select((r, i) => (f.FlagId, f.RaisedAt, Ordinal: i, Reason: r))).ToArray();
        return Command(
            """
            INSERT INTO flag_reasons AS stored (flag_id, raised_at, ordinal, code, text, value, usual, family)
            SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::int[], $4::text[], $5::text[], $6::numeric[], $7::numeric[], $8::text[])
            ON CONFLICT (flag_id, raised_at, ordinal) DO UPDATE SET
              code = excluded.code, text = excluded.text, value = excluded.value, usual = excluded.usual, family = excluded.family
            WHERE (stored.code, stored.text, stored.value, stored.usual, stored.family)
              IS DISTINCT FROM (excluded.code, excluded.text, excluded.value, excluded.usual, excluded.family)
            """,
            Array.ConvertAll(lines, l => l.FlagId),
            Array.ConvertAll(lines, l => Instants.ToTimestamp(l.RaisedAt)),
            Array.ConvertAll(lines, l => l.Ordinal),
            Array.ConvertAll(lines, l => l.Reason.Code),
            Array.ConvertAll(lines, l => l.Reason.Text),
            Array.ConvertAll(lines, l => l.Reason.Value),
            Array.ConvertAll(lines, l => l.Reason.Usual),
            Array.ConvertAll(lines, l => Wire.Name(l.Reason.Family)));
    }

    // Lines beyond the new version's count; those below it are overwritten where they differ.
    private static NpgsqlBatchCommand DropLines(string table, List<Flag> flags, Func<Flag, int> count) => Command(
        $"""
        DELETE FROM {table} l USING unnest($1::uuid[], $2::timestamptz[], $3::int[]) AS f(flag_id, raised_at, lines)
        WHERE l.flag_id = f.flag_id AND l.raised_at = f.raised_at AND l.ordinal >= f.lines
        """,
        flags.Select(f => f.FlagId).ToArray(),
        flags.Select(f => Instants.ToTimestamp(f.RaisedAt)).ToArray(),
        flags.Select(count).ToArray());

    private static NpgsqlBatchCommand Holds(string cell, BatchMerge merge)
    {
        Hold[] holds = merge.Holds.Select(h => h.Hold).ToArray();
        (int[] rows, string[] codes) = Flatten(holds, h => h.ReasonCodes);
        return Command(
            HoldsSql,
            cell,
            Array.ConvertAll(holds, h => h.HoldId),
            merge.Holds.Select(h => h.DetectorVersion).ToArray(),
            merge.Holds.Select(h => h.DeskVersion).ToArray(),
            Array.ConvertAll(holds, h => h.AccountId),
            Array.ConvertAll(holds, h => Wire.Name(h.Scope)),
            Array.ConvertAll(holds, h => Wire.Name(h.Status)),
            Array.ConvertAll(holds, h => h.FlagId),
            Array.ConvertAll(holds, h => Instants.ToTimestamp(h.PlacedAt)),
            Array.ConvertAll(holds, h => Instants.ToTimestamp(h.ExpiresAt)),
            Array.ConvertAll(holds, h => h.EndedAt is long ended ? Instants.ToTimestamp(ended) : (DateTime?)null),
            Array.ConvertAll(holds, h => h.PlacedBy),
            rows,
            codes);
    }

    // After both: a hold may stand before its flag in a batch.
    private static void AddFlagsOnRecord(NpgsqlBatch commands, BatchMerge merge)
    {
        // A person's hold may stand for a flag whose month is over.
        Guid[] elsewhere = merge.Holds.Where(h => h.Hold.FlagId is not null && h.Hold.IsByPolicy).Select(h => h.Hold.FlagId!.Value)
            .Except(merge.Flags.Select(f => f.Flag.FlagId)).ToArray();
        if (elsewhere.Length > 0)
        {
            commands.BatchCommands.Add(Command("SELECT assert_flags_on_record($1)", elsewhere));
        }
    }

    // No version comes twice: the merge read what the record holds under row locks.
    private static NpgsqlBatchCommand Outbox(List<BatchMerge.OutboxRow> rows) => Command(
        """
        INSERT INTO outbox (kind, object_id, version, topic, key, payload)
        SELECT kind, object_id, version, 'fraud-decisions', key, payload
        FROM unnest($1::text[], $2::uuid[], $3::int[], $4::text[], $5::text[])
          WITH ORDINALITY AS d(kind, object_id, version, key, payload, place)
        ORDER BY place
        """,
        rows.Select(r => r.Kind).ToArray(),
        rows.Select(r => r.ObjectId).ToArray(),
        rows.Select(r => r.Version).ToArray(),
        rows.Select(r => r.Key).ToArray(),
        rows.Select(r => r.Payload).ToArray());

    private static (int[] Rows, string[] Elements) Flatten<T>(T[] rows, Func<T, IReadOnlyList<string>> list)
    {
        var pairs = rows.SelectMany((row, i) => list(row).Select(element => (Row: i + 1, Element: element))).ToArray();
        return (Array.ConvertAll(pairs, p => p.Row), Array.ConvertAll(pairs, p => p.Element));
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (object value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    // An array of optional times gives Npgsql no first element to tell the type from.
    private static NpgsqlParameter Parameter(object value)
    {
        var parameter = new NpgsqlParameter { Value = value };
        if (value.GetType() == typeof(DateTime?[]))
        {
            parameter.NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz;
        }

        return parameter;
    }

    private const string FlagsSql =
        """
        INSERT INTO flags AS stored (
          cell, flag_id, case_id, detector, typology, status, version, detector_version, desk_version, episode, anchor_account_id,
          score, coins_at_risk, first_event_at, raised_at, updated_at, model_version, truncated, evidence_event_ids)
        SELECT $1, d.flag_id, d.case_id, d.detector, d.typology, d.status, d.detector_version + d.desk_version, d.detector_version,
          d.desk_version, d.episode, d.anchor_account_id, d.score, d.coins_at_risk, d.first_event_at, d.raised_at, d.updated_at,
          d.model_version, d.truncated, coalesce(e.ids, '{}')
        FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::int[], $10::text[],
            $11::numeric[], $12::bigint[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[], $16::text[], $17::boolean[])
          WITH ORDINALITY AS d(flag_id, case_id, detector, typology, status, detector_version, desk_version, episode, anchor_account_id,
            score, coins_at_risk, first_event_at, raised_at, updated_at, model_version, truncated, place)
        LEFT JOIN (
          SELECT flag_row, array_agg(event_id ORDER BY place) AS ids
          FROM unnest($18::int[], $19::text[]) WITH ORDINALITY AS u(flag_row, event_id, place) GROUP BY flag_row) e ON e.flag_row = d.place
        ON CONFLICT (flag_id, raised_at) DO UPDATE SET
          case_id = excluded.case_id, typology = excluded.typology, status = excluded.status, version = excluded.version + stored.skipped_versions,
          detector_version = excluded.detector_version, desk_version = excluded.desk_version, anchor_account_id = excluded.anchor_account_id,
          score = excluded.score, coins_at_risk = excluded.coins_at_risk, first_event_at = excluded.first_event_at,
          updated_at = excluded.updated_at, evidence_event_ids = excluded.evidence_event_ids,
          model_version = excluded.model_version, truncated = excluded.truncated, written_at = now()
        WHERE stored.detector_version < excluded.detector_version
        """;

    private const string HoldsSql =
        """
        INSERT INTO holds AS stored (
          cell, origin, hold_id, version, detector_version, desk_version, account_id, scope, status, flag_id,
          placed_at, expires_at, ended_at, placed_by, reason_codes)
        SELECT CASE d.detector_version WHEN 0 THEN NULL ELSE $1 END, CASE d.detector_version WHEN 0 THEN 'person' ELSE 'policy' END,
          d.hold_id, d.detector_version + d.desk_version, d.detector_version, d.desk_version, d.account_id, d.scope,
          d.status, d.flag_id, d.placed_at, d.expires_at, d.ended_at, d.placed_by, coalesce(c.codes, '{}')
        FROM unnest($2::uuid[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::timestamptz[],
            $10::timestamptz[], $11::timestamptz[], $12::text[])
          WITH ORDINALITY AS d(hold_id, detector_version, desk_version, account_id, scope, status, flag_id, placed_at,
            expires_at, ended_at, placed_by, place)
        LEFT JOIN (
          SELECT hold_row, array_agg(code ORDER BY place) AS codes
          FROM unnest($13::int[], $14::text[]) WITH ORDINALITY AS u(hold_row, code, place) GROUP BY hold_row) c ON c.hold_row = d.place
        ON CONFLICT (hold_id, placed_at) DO UPDATE SET
          status = excluded.status, version = excluded.version + stored.skipped_versions, detector_version = excluded.detector_version,
          desk_version = excluded.desk_version, flag_id = excluded.flag_id, expires_at = excluded.expires_at,
          ended_at = excluded.ended_at, reason_codes = excluded.reason_codes, placed_by = excluded.placed_by, written_at = now()
        WHERE stored.detector_version < excluded.detector_version
          OR (stored.origin = 'person' AND stored.desk_version < excluded.desk_version)
        """;
}
