using Npgsql;

namespace FraudWatch.Storage;

/// <summary>
/// The outbox's days: makes today's and those to come, drops those that are over. Dropping needs the tables' owner (a member of
/// <see cref="SchemaRoles.Migrator"/>). A table with a partition of the rest cannot give one away concurrently, so a day is dropped in
/// one go, which wants the outbox to itself for a moment: nobody waits longer for that than <see cref="Partitions.HoldsUpFor"/> at a time, and when
/// a transaction stands in the way for longer than the limit, the job gives way and finishes at its next run.
/// </summary>
public sealed class OutboxRetention(FraudWatchDatabase database)
{
    /// <summary>Days ahead that have a partition after <see cref="PrepareAsync"/>: long enough for any outage of all workers.</summary>
    public const int DaysAhead = 14;

    /// <summary>
    /// Makes the partitions of today, of the next days and of what lies in the partition of the rest. Harmless from several places at once.
    /// </summary>
    /// <returns>False when a transaction stood in the way; nothing waits for it long, the caller asks again.</returns>
    public Task<bool> PrepareAsync(CancellationToken cancellation) => database.TransactAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("SELECT prepare_outbox_partitions($1)", connection) { Parameters = { new() { Value = DaysAhead } } };
            return (int)(await command.ExecuteScalarAsync(token))! == DaysAhead + 1;
        },
        cancellation);

    /// <summary>Drops the days that ended longer ago than <paramref name="keep"/>; one with a message that waits to be published stays.</summary>
    /// <param name="keep">How long messages are kept after they were written.</param>
    /// <param name="giveWayAfter">How long a partition may wait for transactions in its way.</param>
    /// <param name="cancellation">Between partitions and while waiting.</param>
    /// <returns>What was dropped, and what was left for the next run.</returns>
    public async Task<RetentionOutcome> DropAsync(TimeSpan keep, TimeSpan giveWayAfter, CancellationToken cancellation)
    {
        var outcome = new RetentionOutcome([], [], []);
        await using Partitions partitions = await Partitions.OpenAsync(database, giveWayAfter, cancellation);
        foreach ((string name, bool isDetaching) in await OverAsync(partitions, keep, cancellation))
        {
            if (outcome.Left.Count > 0)
            {
                // The outbox has at most one partition that is half detached.
                outcome.Left.Add(name);
                continue;
            }

            try
            {
                if (isDetaching)
                {
                    await partitions.DetachAsync("outbox", name, isDetaching, cancellation);
                }

                await partitions.DropAsync(name, cancellation);
                outcome.Dropped.Add(name);
            }
            catch (PostgresException busy) when (Partitions.MustGiveWay(busy))
            {
                outcome.Left.Add(name);
            }
        }

        return outcome;
    }

    /// <summary>
    /// Names come from our own function, but are quoted all the same. One that a drop could not finish comes again: half detached,
    /// or detached and still there.
    /// </summary>
    private static Task<List<(string Name, bool IsDetaching)>> OverAsync(Partitions partitions, TimeSpan keep, CancellationToken cancellation) =>
        partitions.ReadAsync(
            """
            SELECT quote_ident(c.relname), false FROM pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^outbox_([0-9]{8}|past)$'
              AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
            UNION ALL (
              SELECT quote_ident(p.name), p.is_detaching FROM outbox_partitions p
              WHERE p.until <= now() - $1 AND (p.is_detaching OR NOT EXISTS (
                SELECT FROM outbox o WHERE o.created_at < p.until AND o.published_at IS NULL AND o.set_aside_at IS NULL))
              ORDER BY p.is_detaching DESC, p.until)
            """,
            [new NpgsqlParameter { Value = keep }],
            r => (r.GetString(0), r.GetBoolean(1)),
            cancellation);
}
