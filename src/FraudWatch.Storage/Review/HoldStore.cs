using FraudWatch.Detection.Decisions;
using Npgsql;

namespace FraudWatch.Storage;

/// <summary>Holds as they are read. One whose time is up reads as expired even before its expiry is written down.</summary>
public sealed class HoldStore(FraudWatchDatabase database)
{
    private const string Columns =
        """
        WITH now_held AS (
          SELECT h.hold_id, h.version, h.account_id, h.scope, h.flag_id, h.placed_at, h.expires_at, h.reason_codes, h.placed_by,
            CASE WHEN h.status = 'active' AND a.hold_id IS NULL THEN 'expired' ELSE h.status END AS status,
            CASE WHEN h.status = 'active' AND a.hold_id IS NULL THEN h.expires_at ELSE h.ended_at END AS ended_at
          FROM holds h LEFT JOIN active_holds a ON a.hold_id = h.hold_id AND a.placed_at = h.placed_at)
        SELECT hold_id, version, account_id, scope, status, flag_id, placed_at, expires_at, ended_at, reason_codes, placed_by FROM now_held

        """;

    private const string ActiveSql =
        """
        SELECT hold_id, version, account_id, scope, 'active', flag_id, placed_at, expires_at, NULL::timestamptz, reason_codes, placed_by
        FROM active_holds WHERE account_id = $1 ORDER BY placed_at, hold_id
        """;

    /// <summary>
    /// What stops this account now: one look-up in an index, prepared, on a connection of the pool. Not repeated when Postgres is
    /// away: who asks cannot wait.
    /// </summary>
    public async Task<IReadOnlyList<Hold>> ReadActiveAsync(string accountId, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(ActiveSql, connection) { Parameters = { new() { Value = accountId } } };
        await command.PrepareAsync(cancellation);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        var holds = new List<Hold>();
        while (await reader.ReadAsync(cancellation))
        {
            holds.Add(Read(reader));
        }

        return holds;
    }

    public Task<IReadOnlyList<Hold>> ListAsync(HoldQuery query, CancellationToken cancellation) => ReadAsync(
        """
        WHERE ($1 IS NULL OR account_id = $1) AND ($2 IS NULL OR scope = $2) AND ($3 IS NULL OR status = $3) AND ($4 IS NULL OR flag_id = $4)
        ORDER BY placed_at DESC, hold_id LIMIT $5
        """,
        [
            Optional.Text(query.AccountId),
            Optional.Text(query.Scope is HoldScope scope ? Wire.Name(scope) : null),
            Optional.Text(query.Status is HoldStatus status ? Wire.Name(status) : null),
            Optional.Id(query.FlagId),
            new NpgsqlParameter { Value = query.Limit },
        ],
        cancellation);

    /// <summary>The holds whose ids begin so, at most <paramref name="limit"/>, in id order.</summary>
    public Task<IReadOnlyList<Hold>> FindAsync(IdPrefix prefix, int limit, CancellationToken cancellation) => ReadAsync(
        "WHERE hold_id BETWEEN $1 AND $2 ORDER BY hold_id LIMIT $3",
        [new NpgsqlParameter { Value = prefix.First }, new NpgsqlParameter { Value = prefix.Last }, new NpgsqlParameter { Value = limit }],
        cancellation);

    private Task<IReadOnlyList<Hold>> ReadAsync(string condition, NpgsqlParameter[] parameters, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<Hold>>(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(Columns + condition, connection);
                command.Parameters.AddRange(Array.ConvertAll(parameters, p => p.Clone()));
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
                var holds = new List<Hold>();
                while (await reader.ReadAsync(token))
                {
                    holds.Add(Read(reader));
                }

                return holds;
            },
            cancellation);

    private static Hold Read(NpgsqlDataReader reader) => new()
    {
        HoldId = reader.GetGuid(0),
        Version = reader.GetInt32(1),
        AccountId = reader.GetString(2),
        Scope = Words.Parse<HoldScope>(reader.GetString(3)),
        Status = Words.Parse<HoldStatus>(reader.GetString(4)),
        FlagId = reader.IsDBNull(5) ? null : reader.GetGuid(5),
        PlacedAt = Instants.Read(reader, 6),
        ExpiresAt = Instants.Read(reader, 7),
        EndedAt = Instants.ReadOptional(reader, 8),
        ReasonCodes = reader.GetFieldValue<string[]>(9),
        PlacedBy = reader.GetString(10),
    };
}
