using FraudWatch.Detection.Decisions;
using Npgsql;

namespace FraudWatch.Storage;

/// <summary>Flags as they are read: each exactly as it was published last.</summary>
public sealed class FlagStore(FraudWatchDatabase database)
{
    // One statement, so that a flag and its lines are of one moment.
    private const string Columns =
        """
        SELECT f.flag_id, f.case_id, f.detector, f.typology, f.status, f.version, f.episode, f.anchor_account_id, f.score, f.coins_at_risk,
          f.first_event_at, f.raised_at, f.updated_at, f.evidence_event_ids, f.model_version, f.truncated,
          ARRAY(SELECT a.account_id FROM flag_accounts a WHERE a.flag_id = f.flag_id AND a.raised_at = f.raised_at ORDER BY a.ordinal),
          ARRAY(SELECT a.role FROM flag_accounts a WHERE a.flag_id = f.flag_id AND a.raised_at = f.raised_at ORDER BY a.ordinal),
          ARRAY(SELECT a.score FROM flag_accounts a WHERE a.flag_id = f.flag_id AND a.raised_at = f.raised_at ORDER BY a.ordinal),
          ARRAY(SELECT r.code FROM flag_reasons r WHERE r.flag_id = f.flag_id AND r.raised_at = f.raised_at ORDER BY r.ordinal),
          ARRAY(SELECT r.text FROM flag_reasons r WHERE r.flag_id = f.flag_id AND r.raised_at = f.raised_at ORDER BY r.ordinal),
          ARRAY(SELECT r.value FROM flag_reasons r WHERE r.flag_id = f.flag_id AND r.raised_at = f.raised_at ORDER BY r.ordinal),
          ARRAY(SELECT r.usual FROM flag_reasons r WHERE r.flag_id = f.flag_id AND r.raised_at = f.raised_at ORDER BY r.ordinal),
          ARRAY(SELECT r.family FROM flag_reasons r WHERE r.flag_id = f.flag_id AND r.raised_at = f.raised_at ORDER BY r.ordinal)
        FROM flags f

        """;

    public Task<IReadOnlyList<Flag>> ListAsync(FlagQuery query, CancellationToken cancellation) => ReadAsync(
        """
        WHERE ($1 IS NULL OR f.status = $1) AND ($2 IS NULL OR f.detector = $2) AND ($3 IS NULL OR f.typology = $3)
          AND ($4 IS NULL OR (f.flag_id, f.raised_at) IN (SELECT a.flag_id, a.raised_at FROM flag_accounts a WHERE a.account_id = $4))
          AND ($5 IS NULL OR f.raised_at >= $5)
        ORDER BY f.raised_at DESC, f.flag_id LIMIT $6
        """,
        [
            Optional.Text(query.Status is FlagStatus status ? Wire.Name(status) : null),
            Optional.Text(query.Detector is Detector detector ? Wire.Name(detector) : null),
            Optional.Text(query.Typology is Typology typology ? Wire.Name(typology) : null),
            Optional.Text(query.AccountId),
            Optional.Time(query.Since),
            new NpgsqlParameter { Value = query.Limit },
        ],
        cancellation);

    /// <summary>The flags whose ids begin so, at most <paramref name="limit"/>, in id order.</summary>
    public Task<IReadOnlyList<Flag>> FindAsync(IdPrefix prefix, int limit, CancellationToken cancellation) => ReadAsync(
        "WHERE f.flag_id BETWEEN $1 AND $2 ORDER BY f.flag_id LIMIT $3",
        [new NpgsqlParameter { Value = prefix.First }, new NpgsqlParameter { Value = prefix.Last }, new NpgsqlParameter { Value = limit }],
        cancellation);

    private Task<IReadOnlyList<Flag>> ReadAsync(string condition, NpgsqlParameter[] parameters, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<Flag>>(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(Columns + condition, connection);
                command.Parameters.AddRange(Array.ConvertAll(parameters, p => p.Clone()));
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
                var flags = new List<Flag>();
                while (await reader.ReadAsync(token))
                {
                    flags.Add(Read(reader));
                }

                return flags;
            },
            cancellation);

    private static Flag Read(NpgsqlDataReader reader) => new()
    {
        FlagId = reader.GetGuid(0),
        CaseId = reader.GetGuid(1),
        Detector = Words.Parse<Detector>(reader.GetString(2)),
        Typology = Words.Parse<Typology>(reader.GetString(3)),
        Status = Words.Parse<FlagStatus>(reader.GetString(4)),
        Version = reader.GetInt32(5),
        Episode = reader.GetInt32(6),
        AnchorAccountId = reader.GetString(7),
        Score = reader.GetDecimal(8),
        CoinsAtRisk = reader.GetInt64(9),
        FirstEventAt = Instants.Read(reader, 10),
        RaisedAt = Instants.Read(reader, 11),
        UpdatedAt = Instants.Read(reader, 12),
        EvidenceEventIds = reader.GetFieldValue<string[]>(13),
        ModelVersion = reader.GetString(14),
        Truncated = reader.GetBoolean(15),
        Accounts = Accounts(reader.GetFieldValue<string[]>(16), reader.GetFieldValue<string[]>(17), reader.GetFieldValue<decimal[]>(18)),
        Reasons = Reasons(reader),
    };

    private static FlagAccount[] Accounts(string[] ids, string[] roles, decimal[] scores) =>
        [.. ids.Select((id, i) => new FlagAccount(id, Words.Parse<AccountRole>(roles[i]), scores[i]))];

    private static FlagReason[] Reasons(NpgsqlDataReader reader)
    {
        string[] texts = reader.GetFieldValue<string[]>(20);
        decimal[] values = reader.GetFieldValue<decimal[]>(21);
        decimal[] usual = reader.GetFieldValue<decimal[]>(22);
        string[] families = reader.GetFieldValue<string[]>(23);
        return [.. reader.GetFieldValue<string[]>(19).Select(
            (code, i) => new FlagReason(code, texts[i], values[i], usual[i], Words.Parse<EvidenceFamily>(families[i])))];
    }
}
