using FraudWatch.Detection.Decisions;
using Npgsql;
using NpgsqlTypes;

namespace FraudWatch.Storage;

/// <summary>
/// The worker's write path: one batch, one transaction. Flags, holds, outbox rows, offsets, detector clock and counters
/// are there together or not at all, and writing a batch again changes nothing.
/// </summary>
public sealed class DecisionStore(FraudWatchDatabase database)
{
    // Everything here is looked up by key. Of some hundred keys the planner thinks that reading whole months is cheaper, and that
    // compiling the plan pays: five times slower with two years of months.
    private const string ByKey = "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)";

    /// <summary>How often one batch may find a month gone that was there a moment before; retention drops a month once.</summary>
    private const int MostAttempts = 5;

    private readonly DecisionMonths _months = new(database);

    /// <summary>Writes a batch, waiting for Postgres as long as it takes.</summary>
    /// <exception cref="StaleWriterException">The cell belongs to a later epoch; nothing was written.</exception>
    /// <exception cref="RecordWentBackException">The record does not end where the batch begins; nothing was written.</exception>
    public async Task<WriteOutcome> WriteAsync(DecisionBatch batch, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            await _months.PrepareAsync(batch.Decisions, cancellation);
            try
            {
                return await database.TransactAsync((connection, token) => WriteAsync(connection, batch, token), cancellation);
            }
            catch (PostgresException e) when (ProgressStatements.Refusal(batch, e) is not null)
            {
                throw ProgressStatements.Refusal(batch, e)!;
            }
            catch (PostgresException e) when (DecisionMonths.IsMissing(e) && attempt < MostAttempts)
            {
                _months.Forget();
            }
        }
    }

    /// <summary>Proves that an empty batch would be written: that the record is where its writer left it.</summary>
    /// <exception cref="StaleWriterException">The cell belongs to a later epoch.</exception>
    /// <exception cref="RecordWentBackException">The record is elsewhere.</exception>
    public async Task ProveAsync(DecisionBatch batch, CancellationToken cancellation)
    {
        try
        {
            await database.TransactAsync(
                async (connection, token) =>
                {
                    await using var proof = new NpgsqlBatch(connection) { BatchCommands = { ProgressStatements.Proof(batch) } };
                    return await proof.ExecuteNonQueryAsync(token);
                },
                cancellation);
        }
        catch (PostgresException e) when (ProgressStatements.Refusal(batch, e) is not null)
        {
            throw ProgressStatements.Refusal(batch, e)!;
        }
    }

    /// <summary>
    /// Marks people's holds whose time is up as expired and puts that into the outbox; policy holds expire by the detector's
    /// decision. Call every few seconds; harmless from several places at once.
    /// </summary>
    /// <returns>How many expired, at most 500 a call.</returns>
    public Task<int> ExpireHoldsOfPeopleAsync(CancellationToken cancellation) => database.TransactAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("SELECT expire_holds_of_people()", connection);
            return (int)(await command.ExecuteScalarAsync(token))!;
        },
        cancellation);

    private static async Task<WriteOutcome> WriteAsync(NpgsqlConnection connection, DecisionBatch batch, CancellationToken cancellation)
    {
        BatchMerge merge = await PassFenceAndMergeAsync(connection, batch, cancellation);
        await using var commands = new NpgsqlBatch(connection);
        DecisionStatements.Add(commands, batch.Cell, merge);
        ProgressStatements.Add(commands, batch);
        MarkStore.Add(commands, batch);
        await commands.ExecuteNonQueryAsync(cancellation);
        return batch.Actions.Count == 0
            ? merge.Outcome
            : merge.Outcome with { RecoveredActions = await RecoverAsync(connection, batch.Actions, cancellation) };
    }

    // Those that the audit has, which is all of them but after a restore, are passed over.
    private static async Task<int> RecoverAsync(NpgsqlConnection connection, IReadOnlyList<TakenAction> actions, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT recover_actions($1, $2, $3, $4, $5, $6, $7, $8)", connection)
        {
            Parameters =
            {
                new() { Value = actions.Select(a => a.ActionId).ToArray() },
                new() { Value = actions.Select(a => a.Action).ToArray() },
                new() { Value = actions.Select(a => a.AccountId).ToArray() },
                new() { Value = actions.Select(a => a.FlagId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                new() { Value = actions.Select(a => a.HoldId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                new() { Value = actions.Select(a => a.Analyst).ToArray() },
                new() { Value = actions.Select(a => Instants.ToTimestamp(a.ActedAt)).ToArray() },
                new() { Value = actions.Select(a => Instants.ToTimestamp(a.OccurredAt)).ToArray() },
            },
        };
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    // Row locks keep an analyst's action from slipping in between what is read here and what is written. They are taken
    // in id order, flags before holds, as everywhere. Ids are looked for in every month: that is what keeps an id from standing in two.
    private static async Task<BatchMerge> PassFenceAndMergeAsync(NpgsqlConnection connection, DecisionBatch batch, CancellationToken cancellation)
    {
        Guid[] flagIds = batch.Decisions.Select(d => d.Flag?.FlagId ?? d.Growth?.FlagId).OfType<Guid>().Distinct().ToArray();
        Guid[] holdIds = batch.Decisions.Where(d => d.Hold is not null).Select(d => d.Hold!.HoldId).Distinct().ToArray();
        await using var commands = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(ByKey),
                ProgressStatements.Proof(batch),
                new(
                    """
                    SELECT flag_id, detector_version, desk_version, status, raised_at, skipped_versions
                    FROM flags WHERE flag_id = ANY($1) ORDER BY flag_id FOR NO KEY UPDATE
                    """) { Parameters = { new() { Value = flagIds } } },
                new(
                    """
                    SELECT hold_id, detector_version, desk_version, status, ended_at, expires_at, placed_at, skipped_versions
                    FROM holds WHERE hold_id = ANY($1) ORDER BY hold_id FOR NO KEY UPDATE
                    """) { Parameters = { new() { Value = holdIds } } },
            },
        };
        await using NpgsqlDataReader reader = await commands.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        var flags = new Dictionary<Guid, StoredFlag>();
        while (await reader.ReadAsync(cancellation))
        {
            flags.Add(
                reader.GetGuid(0),
                new(reader.GetInt32(1), reader.GetInt32(2), Words.Parse<FlagStatus>(reader.GetString(3)), Instants.Read(reader, 4), reader.GetInt32(5)));
        }

        await reader.NextResultAsync(cancellation);
        var holds = new Dictionary<Guid, StoredHold>();
        while (await reader.ReadAsync(cancellation))
        {
            holds.Add(
                reader.GetGuid(0),
                new(
                    reader.GetInt32(1),
                    reader.GetInt32(2),
                    Words.Parse<HoldStatus>(reader.GetString(3)),
                    Instants.ReadOptional(reader, 4),
                    Instants.Read(reader, 5),
                    Instants.Read(reader, 6),
                    reader.GetInt32(7)));
        }

        return new BatchMerge(batch.Decisions, flags, holds);
    }
}
