using System.Diagnostics;
using FraudWatch.Sandbox.Postgres;
using FraudWatch.Sandbox.Processes;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.House;

/// <summary>The roles that docker-compose.yml logs in as, made by its own script on a real server.</summary>
public sealed class LoginRolesTests : IAsyncLifetime
{
    private EmbeddedPostgres _postgres = null!;

    public async ValueTask InitializeAsync()
    {
        _postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(), CancellationToken.None);
        NpgsqlConnectionStringBuilder superuser = new(_postgres.ConnectionString);
        ProcessStartInfo script = new(Path.Combine(SourceTree.Root, "eng", "docker", "login-roles.sh"))
        {
            Environment =
            {
                ["PGHOST"] = superuser.Host,
                ["PGPASSWORD"] = superuser.Password,
                ["POSTGRES_USER"] = superuser.Username,
                ["POSTGRES_DB"] = superuser.Database,
                ["MIGRATION_PASSWORD"] = "it's m",
                ["WORKER_PASSWORD"] = "w",
            },
        };
        ProgramRun run = await ProgramRun.OfAsync(script);
        Assert.True(run.Status == 0, run.Errors);
    }

    public async ValueTask DisposeAsync() => await _postgres.DisposeAsync();

    [Fact]
    public async Task One_role_migrates_and_another_that_may_not_finds_the_schema_current()
    {
        await using (FraudWatchDatabase migrations = Open("fraudwatch_migrations", "it's m"))
        {
            Assert.NotEmpty(await new SchemaMigrator(migrations).MigrateAsync(CancellationToken.None));
        }

        await using FraudWatchDatabase worker = Open("fraudwatch_service", "w");
        Assert.True(await new SchemaMigrator(worker).EnsureCurrentAsync(CancellationToken.None));
        await using NpgsqlConnection connection = await worker.Source.OpenConnectionAsync();
        await using NpgsqlCommand drop = new("DROP TABLE flags", connection);
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => drop.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private FraudWatchDatabase Open(string user, string password) =>
        FraudWatchDatabase.OpenWithoutRetry(
            new StorageOptions
            {
                ConnectionString = new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Username = user, Password = password }.ConnectionString,
            });
}
