using Npgsql;

namespace FraudWatch.Storage;

/// <summary>A flag or hold as it stands on <c>fraud-decisions</c>.</summary>
/// <param name="Kind"><c>flag</c> or <c>hold</c>.</param>
/// <param name="Id">Which.</param>
/// <param name="Version">The last one told.</param>
/// <param name="Payload">The message.</param>
public sealed record ToldDecision(string Kind, Guid Id, int Version, string Payload);

/// <summary>
/// What the topic has told and the record, which went back, does not hold: never told again or below, and numbering goes on above it.
/// </summary>
public sealed class ToldStore(FraudWatchDatabase database)
{
    private const int NotedAtOnce = 1000;

    /// <summary>From when on the topic may hold what the record does not; null for from its start.</summary>
    public Task<DateTime?> SinceAsync(string cell, CancellationToken cancellation) => database.ReadAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("SELECT told_since($1)", connection) { Parameters = { new() { Value = cell } } };
            return await command.ExecuteScalarAsync(token) as DateTime?;
        },
        cancellation);

    /// <summary>Takes in what the topic holds. Returns how many flags and holds are ahead of the record.</summary>
    public async Task<int> NoteAsync(IReadOnlyCollection<ToldDecision> told, CancellationToken cancellation)
    {
        int ahead = await NotePartAsync([], cancellation);
        foreach (ToldDecision[] part in told.Chunk(NotedAtOnce))
        {
            ahead = await NotePartAsync(part, cancellation);
        }

        return ahead;
    }

    /// <summary>
    /// To be called once everything that the logs held at the start is decided again, until nothing is left. Returns how many flags and holds
    /// were told that the record does not have.
    /// </summary>
    public Task<int> SettleAsync(CancellationToken cancellation) => database.TransactAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("SELECT settle_told()", connection);
            return (int)(await command.ExecuteScalarAsync(token))!;
        },
        cancellation);

    private Task<int> NotePartAsync(ToldDecision[] part, CancellationToken cancellation) => database.TransactAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("SELECT note_told($1, $2, $3, $4)", connection)
            {
                Parameters =
                {
                    new() { Value = Array.ConvertAll(part, t => t.Kind) },
                    new() { Value = Array.ConvertAll(part, t => t.Id) },
                    new() { Value = Array.ConvertAll(part, t => t.Version) },
                    new() { Value = Array.ConvertAll(part, t => t.Payload) },
                },
            };
            return (int)(await command.ExecuteScalarAsync(token))!;
        },
        cancellation);
}
