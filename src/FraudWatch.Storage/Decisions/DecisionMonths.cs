using FraudWatch.Detection.Decisions;
using Npgsql;

namespace FraudWatch.Storage;

/// <summary>
/// The months that a batch needs. They are the detector's clock's, which a test or a first start on history may set to any year,
/// so they are made when they are first needed, in a short transaction of their own: made beside the table and then attached, they
/// hold up no writer. Which are there is remembered; a month that retention dropped meanwhile is noticed by the insert.
/// Owned by whoever writes the batches.
/// </summary>
internal sealed class DecisionMonths(FraudWatchDatabase database)
{
    private readonly HashSet<DateOnly> _made = [];

    /// <summary>Makes the months of these flags and policy holds, where they are not known to be there.</summary>
    public async Task PrepareAsync(IReadOnlyList<Decision> decisions, CancellationToken cancellation)
    {
        DateOnly[] missing = decisions.Select(d => d.Flag?.RaisedAt ?? d.Growth?.RaisedAt ?? d.Hold?.PlacedAt).OfType<long>().Select(MonthOf).Distinct().Where(m => !_made.Contains(m)).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        await database.TransactAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand("SELECT prepare_decision_months($1)", connection) { Parameters = { new() { Value = missing } } };
                return await command.ExecuteNonQueryAsync(token);
            },
            cancellation);
        _made.UnionWith(missing);
    }

    /// <summary>Nothing is known of what is there.</summary>
    public void Forget() => _made.Clear();

    /// <summary>True when a row found no partition: the one check violation that names no constraint.</summary>
    public static bool IsMissing(PostgresException error) => error.SqlState == PostgresErrorCodes.CheckViolation && string.IsNullOrEmpty(error.ConstraintName);

    private static DateOnly MonthOf(long unixMilliseconds)
    {
        DateTime at = Instants.ToTimestamp(unixMilliseconds);
        return new DateOnly(at.Year, at.Month, 1);
    }
}
