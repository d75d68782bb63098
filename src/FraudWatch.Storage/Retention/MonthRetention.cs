using Npgsql;

namespace FraudWatch.Storage;

/// <summary>What is kept by the month.</summary>
public enum MonthlyRecord
{
    /// <summary>Flags with accounts and reasons, and holds: a month of the detector's clock.</summary>
    Decisions,

    /// <summary>What people did: a month of the wall clock.</summary>
    Audit,
}

/// <summary>
/// Drops months whose time is up, the oldest first, and says which stay and why: a month of decisions with anything undecided, active or
/// changed lately, and a month of the audit that speaks of a flag or hold still on record. Needs the tables' owner (a member of
/// <see cref="SchemaRoles.Migrator"/>) and never holds up a writer.
/// </summary>
public sealed class MonthRetention(FraudWatchDatabase database, MonthlyRecord record)
{
    /// <summary>Months of the audit that are made ahead of the wall clock. Decisions' months are made by who writes them.</summary>
    public const int MonthsAhead = 2;

    private readonly string _record = record == MonthlyRecord.Audit ? "audit" : "decisions";

    /// <summary>Makes the audit's present month and the next ones. Harmless from several places at once.</summary>
    public static Task<int> PrepareAuditAsync(FraudWatchDatabase database, CancellationToken cancellation) => database.TransactAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("SELECT prepare_audit_months($1)", connection) { Parameters = { new() { Value = MonthsAhead } } };
            return await command.ExecuteNonQueryAsync(token);
        },
        cancellation);

    /// <summary>
    /// Drops the months that ended longer ago than <paramref name="keep"/>: by the slowest cell's detector clock for decisions, never later
    /// than now, and by the wall clock for the audit. A month is looked at before its tables are detached and again when nobody
    /// can write to it any more; if something happened in between it comes back.
    /// </summary>
    /// <param name="keep">How long a month is kept after its end.</param>
    /// <param name="giveWayAfter">How long a partition may wait for transactions in its way.</param>
    /// <param name="cancellation">Between partitions and while waiting.</param>
    public async Task<RetentionOutcome> DropAsync(TimeSpan keep, TimeSpan giveWayAfter, CancellationToken cancellation)
    {
        var outcome = new RetentionOutcome([], [], []);
        await using Partitions partitions = await Partitions.OpenAsync(database, giveWayAfter, cancellation);
        long? before = (await partitions.ReadAsync(
            "SELECT over_before($1, $2)", [Optional.Text(_record), new() { Value = keep }], r => Instants.ReadOptional(r, 0), cancellation))[0];
        foreach ((DateOnly month, string? why) in await OverAsync(partitions, before, cancellation))
        {
            string name = $"{_record} {month:yyyy-MM}";
            if (why is not null)
            {
                outcome.Kept.Add($"{name}: {why}");
            }
            else if (outcome.Left.Count > 0)
            {
                // A table has at most one partition that is half detached.
                outcome.Left.Add(name);
            }
            else
            {
                await DropAsync(partitions, month, before, name, outcome, cancellation);
            }
        }

        return outcome;
    }

    private async Task DropAsync(Partitions partitions, DateOnly month, long? before, string name, RetentionOutcome outcome, CancellationToken cancellation)
    {
        try
        {
            foreach ((string table, string partition, bool isDetaching) in await AttachedAsync(partitions, month, cancellation))
            {
                await partitions.DetachAsync(table, partition, isDetaching, cancellation);
            }

            string? cameBack = (await partitions.ReadAsync(
                "SELECT drop_month($1, $2, $3)", [Optional.Text(_record), new() { Value = month }, Optional.Time(before)], r => r.IsDBNull(0) ? null : r.GetString(0), cancellation))[0];
            if (cameBack is null)
            {
                outcome.Dropped.Add(name);
            }
            else
            {
                outcome.Kept.Add($"{name}: {cameBack}");
            }
        }
        catch (PostgresException busy) when (Partitions.MustGiveWay(busy))
        {
            outcome.Left.Add(name);
        }
    }

    private Task<List<(DateOnly Month, string? Why)>> OverAsync(Partitions partitions, long? before, CancellationToken cancellation) =>
        partitions.ReadAsync(
            "SELECT month, why_it_stays FROM months_over($1, $2)",
            [Optional.Text(_record), Optional.Time(before)],
            r => (r.GetFieldValue<DateOnly>(0), r.IsDBNull(1) ? null : r.GetString(1)),
            cancellation);

    /// <summary>Flags before their lines, so that no flag is read without them; what is half detached first, as Postgres wants it.</summary>
    private Task<List<(string Table, string Name, bool IsDetaching)>> AttachedAsync(Partitions partitions, DateOnly month, CancellationToken cancellation) =>
        partitions.ReadAsync(
            """
            SELECT quote_ident(table_name), quote_ident(name), is_detaching FROM month_partitions
            WHERE record = $1 AND month = $2 AND (is_attached OR is_detaching)
            ORDER BY is_detaching DESC, array_position(month_tables(record), table_name) DESC
            """,
            [Optional.Text(_record), new() { Value = month }],
            r => (r.GetString(0), r.GetString(1), r.GetBoolean(2)),
            cancellation);
}
