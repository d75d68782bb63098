using System.Text.Json;
using Npgsql;

namespace FraudWatch.Sandbox.Demo;

/// <summary>What the worker wrote to Postgres, read back in the form of the wire contract as far as evaluation and the table need it.</summary>
internal sealed class RecordedDecisions
{
    private const string FlagsSql =
        """
        SELECT json_build_object(
          'flag_id', f.flag_id, 'detector', f.detector, 'typology', f.typology, 'status', f.status, 'version', f.version, 'score', f.score,
          'anchor_account_id', f.anchor_account_id, 'coins_at_risk', f.coins_at_risk,
          'raised_at', to_char(f.raised_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'accounts', (SELECT json_agg(json_build_object('account_id', a.account_id, 'role', a.role, 'score', a.score) ORDER BY a.ordinal)
                       FROM flag_accounts a WHERE a.flag_id = f.flag_id AND a.raised_at = f.raised_at),
          'reasons', (SELECT coalesce(json_agg(json_build_object('code', r.code, 'text', r.text) ORDER BY r.ordinal), '[]')
                      FROM flag_reasons r WHERE r.flag_id = f.flag_id AND r.raised_at = f.raised_at))::text
        FROM flags f ORDER BY f.score DESC, f.raised_at, f.flag_id
        """;

    private const string HoldsSql =
        """
        SELECT json_build_object(
          'hold_id', hold_id, 'version', version, 'account_id', account_id, 'scope', scope, 'status', status, 'flag_id', flag_id,
          'placed_at', to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'expires_at', to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'ended_at', to_char(ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'reason_codes', reason_codes, 'placed_by', placed_by)::text
        FROM holds ORDER BY placed_at DESC, hold_id
        """;

    private RecordedDecisions(IReadOnlyList<JsonElement> flags, IReadOnlyList<JsonElement> holds)
    {
        Flags = flags;
        Holds = holds;
    }

    /// <summary>Highest score first.</summary>
    public IReadOnlyList<JsonElement> Flags { get; }

    /// <summary>Latest first.</summary>
    public IReadOnlyList<JsonElement> Holds { get; }

    public static async Task<RecordedDecisions> ReadAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync(cancellationToken);
        return new RecordedDecisions(await ReadAsync(connection, FlagsSql, cancellationToken), await ReadAsync(connection, HoldsSql, cancellationToken));
    }

    public async Task WriteAsync(DemoFolder folder, CancellationToken cancellationToken)
    {
        await File.WriteAllLinesAsync(folder.Flags, Flags.Select(f => JsonSerializer.Serialize(f)), cancellationToken);
        await File.WriteAllLinesAsync(folder.Holds, Holds.Select(h => JsonSerializer.Serialize(h)), cancellationToken);
    }

    private static async Task<List<JsonElement>> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<JsonElement> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(JsonElement.Parse(reader.GetString(0)));
        }

        return rows;
    }
}
