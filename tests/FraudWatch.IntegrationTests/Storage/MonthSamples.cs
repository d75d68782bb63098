using FraudWatch.Detection.Decisions;

namespace FraudWatch.IntegrationTests.Storage;

/// <summary>Decisions of months long ago, a worker that writes them, and the tables that they lie in.</summary>
internal static class MonthSamples
{
    /// <summary>As <c>2020-03</c>: the middle of that month.</summary>
    public static long Middle(string month) => DateTimeOffset.Parse($"{month}-15T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    public static Flag Flag(int number, string month, FlagStatus status = FlagStatus.Confirmed, int version = 1) => Samples.Flag(number, version) with
    {
        Status = status,
        FirstEventAt = Middle(month),
        RaisedAt = Middle(month),
        UpdatedAt = Middle(month) + version,
    };

    public static Hold Hold(int number, int flag, string month, HoldStatus status = HoldStatus.Expired) => Samples.Hold(number, flag, status: status) with
    {
        PlacedAt = Middle(month),
        ExpiresAt = Middle(month) + 1000,
        EndedAt = status == HoldStatus.Active ? null : Middle(month) + 1000,
    };

    /// <summary>A database with these decisions in it; epoch 1, the detector's clock at noon.</summary>
    public static async Task<TestDatabase> WithAsync(PostgresServer server, params Decision[] decisions)
    {
        TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 1, decisions), default);
        return db;
    }

    /// <summary>The months that are there as a whole, e.g. <c>2020-03</c>; one with a table missing, detached or half detached is not.</summary>
    public static Task<string[]> MonthsAsync(TestDatabase db, string record = "decisions") => db.RowsAsync(
        $"""
        SELECT to_char(month, 'YYYY-MM') FROM month_partitions WHERE record = '{record}' AND is_attached
        GROUP BY month HAVING count(*) = cardinality(month_tables('{record}')) ORDER BY month
        """);

    /// <summary>Every table of any month that is not attached.</summary>
    public static Task<string[]> HalfDroppedAsync(TestDatabase db) => db.RowsAsync("SELECT name FROM month_partitions WHERE NOT is_attached ORDER BY name");
}
