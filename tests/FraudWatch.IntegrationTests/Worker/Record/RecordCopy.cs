using Npgsql;

namespace FraudWatch.IntegrationTests.Worker.Record;

/// <summary>
/// A copy of the worker's database as it was at a moment, to be put back under it later: what a restored backup or a failover to a standby
/// that lagged comes to. The worker stands still meanwhile, so that it does not connect between the steps.
/// </summary>
internal sealed class RecordCopy(string connectionString)
{
    private const string Copy = "as_it_was";
    private const string Lost = "lost";

    private readonly string _name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
    private readonly string _beside = new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Pooling = false }.ConnectionString;

    /// <param name="worker">Frozen meanwhile; null where none runs.</param>
    public Task TakeAsync(ProgramProcess? worker) => WhileFrozenAsync(worker, $"CREATE DATABASE {Copy} TEMPLATE {_name}");

    /// <param name="worker">Frozen meanwhile; null where none runs.</param>
    public Task PutBackAsync(ProgramProcess? worker) =>
        WhileFrozenAsync(worker, $"ALTER DATABASE {_name} RENAME TO {Lost}", $"ALTER DATABASE {Copy} RENAME TO {_name}");

    private async Task WhileFrozenAsync(ProgramProcess? worker, params string[] steps)
    {
        worker?.Freeze();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(_beside);
        await using (NpgsqlCommand end = source.CreateCommand("SELECT count(pg_terminate_backend(pid, 60000)) FROM pg_stat_activity WHERE datname = $1"))
        {
            end.Parameters.Add(new NpgsqlParameter { Value = _name });
            await end.ExecuteNonQueryAsync();
        }

        foreach (string step in steps)
        {
            await using NpgsqlCommand command = source.CreateCommand(step);
            await command.ExecuteNonQueryAsync();
        }

        worker?.Thaw();
    }
}
