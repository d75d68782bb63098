using FraudWatch.Detection.Events;
using Npgsql;

namespace FraudWatch.Storage;

/// <summary>Gaps of the logs that people accepted: the offset moves over them, with who, when and why beside it, in one transaction.</summary>
public sealed class GapStore(FraudWatchDatabase database)
{
    /// <summary>Moves the committed offset over a gap that begins at it.</summary>
    /// <returns>False when the committed offset is another one by now; nothing was changed.</returns>
    public Task<bool> AcceptAsync(string cell, long epoch, LogGap gap, string reason, CancellationToken cancellation) => database.TransactAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("SELECT accept_log_gap($1, $2, $3, $4, $5, $6, $7, $8)", connection)
            {
                Parameters =
                {
                    new() { Value = cell },
                    new() { Value = epoch },
                    new() { Value = Topics.NameOf(gap.Topic) },
                    new() { Value = gap.Partition },
                    new() { Value = gap.From },
                    new() { Value = gap.To },
                    new() { Value = reason },
                    new() { Value = Environment.UserName },
                },
            };
            return (bool)(await command.ExecuteScalarAsync(token))!;
        },
        cancellation);
}
