using FraudWatch.Detection.Decisions;
using Npgsql;

namespace FraudWatch.Storage;

/// <summary>All flags and holds on record, for a detector that has lost its memory of them. Read by the cell's writer, so that only people change them meanwhile.</summary>
public sealed class RecallStore(FraudWatchDatabase database)
{
    public async Task<Recall> ReadAsync(CancellationToken cancellation)
    {
        IReadOnlyList<Flag> flags = await new FlagStore(database).ListAsync(new FlagQuery { Limit = int.MaxValue }, cancellation);
        IReadOnlyList<Hold> holds = await new HoldStore(database).ListAsync(new HoldQuery { Limit = int.MaxValue }, cancellation);
        Dictionary<Guid, (int Detector, int Desk)> flagVersions = await VersionsAsync("SELECT flag_id, detector_version, desk_version FROM flags", cancellation);
        Dictionary<Guid, (int Detector, int Desk)> holdVersions = await VersionsAsync("SELECT hold_id, detector_version, desk_version FROM holds", cancellation);
        return new Recall(
            [.. flags.Select(flag => new RecalledFlag(flag, flagVersions[flag.FlagId].Detector))],
            [.. holds.Select(hold => new RecalledHold(hold, holdVersions[hold.HoldId].Detector, holdVersions[hold.HoldId].Desk > 0))]);
    }

    private Task<Dictionary<Guid, (int Detector, int Desk)>> VersionsAsync(string sql, CancellationToken cancellation) => database.ReadAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            var versions = new Dictionary<Guid, (int, int)>();
            while (await reader.ReadAsync(token))
            {
                versions.Add(reader.GetGuid(0), (reader.GetInt32(1), reader.GetInt32(2)));
            }

            return versions;
        },
        cancellation);
}
