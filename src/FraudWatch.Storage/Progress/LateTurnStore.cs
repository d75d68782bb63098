using FraudWatch.Detection.Events;
using Npgsql;

namespace FraudWatch.Storage;

/// <summary>The recorded order of processing. Written by <see cref="DecisionStore"/> alone, with the offsets it stands for.</summary>
public sealed class LateTurnStore(FraudWatchDatabase database)
{
    /// <summary>The cell's late turns that a state of so many messages may not have taken yet, in the order recorded.</summary>
    public Task<List<LateTurn>> ReadAsync(string cell, long messages, CancellationToken cancellation) => database.ReadAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("SELECT turns FROM late_turns WHERE cell = $1 AND messages > $2 ORDER BY epoch, messages", connection)
            {
                Parameters = { new() { Value = cell }, new() { Value = messages } },
            };
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            var turns = new List<LateTurn>();
            while (await reader.ReadAsync(token))
            {
                turns.AddRange(LateTurnBytes.Read(reader.GetFieldValue<byte[]>(0)));
            }

            return turns;
        },
        cancellation);

    /// <summary>Deletes what was recorded longer ago than <paramref name="keep"/>. Needs a member of <see cref="SchemaRoles.Migrator"/>.</summary>
    /// <returns>How many batches' turns were deleted.</returns>
    public Task<int> DropAsync(TimeSpan keep, CancellationToken cancellation) => database.TransactAsync(
        async (connection, token) =>
        {
            await using var role = new NpgsqlCommand($"SET LOCAL ROLE {SchemaRoles.Migrator}", connection);
            await role.ExecuteNonQueryAsync(token);
            await using var command = new NpgsqlCommand("DELETE FROM late_turns WHERE recorded_at < now() - $1", connection)
            {
                Parameters = { new() { Value = keep } },
            };
            return await command.ExecuteNonQueryAsync(token);
        },
        cancellation);
}
