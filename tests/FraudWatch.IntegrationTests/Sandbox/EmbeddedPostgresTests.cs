using FraudWatch.Sandbox.Postgres;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Sandbox;

public sealed class EmbeddedPostgresTests : IClassFixture<EmbeddedPostgresTests.Cluster>
{
    private readonly EmbeddedPostgres _postgres;

    public EmbeddedPostgresTests(Cluster cluster) => _postgres = cluster.Postgres;

    [Theory]
    [InlineData("fsync")]
    [InlineData("synchronous_commit")]
    [InlineData("full_page_writes")]
    public async Task What_makes_it_durable_stays_on(string setting) =>
        Assert.Equal("on", await AskAsync<string>(_postgres.ConnectionString, $"SHOW {setting}"));

    [Fact]
    public async Task Another_password_is_refused()
    {
        string wrong = new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Password = "wrong" }.ConnectionString;
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => AskAsync<int>(wrong, "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task It_listens_on_no_network_address() =>
        Assert.Equal("", await AskAsync<string>(_postgres.ConnectionString, "SHOW listen_addresses"));

    [Fact]
    public async Task What_was_committed_survives_kill_9_again_and_again()
    {
        await AskAsync<object>(_postgres.ConnectionString, "CREATE TABLE rounds (round int)");
        for (int round = 1; round <= 3; round++)
        {
            await AskAsync<object>(_postgres.ConnectionString, $"INSERT INTO rounds VALUES ({round})");
            await _postgres.KillAsync();
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => AskAsync<int>(_postgres.ConnectionString, "SELECT 1"));
            await _postgres.StartAgainAsync(CancellationToken.None);
        }

        Assert.Equal(3L, await AskAsync<long>(_postgres.ConnectionString, "SELECT count(DISTINCT round) FROM rounds"));
    }

    [Fact]
    public async Task Stopped_it_starts_again_under_the_same_connection_string()
    {
        await AskAsync<object>(_postgres.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS answer");
        await _postgres.StopAsync(CancellationToken.None);
        Assert.Null(_postgres.ProcessId);
        await _postgres.StartAgainAsync(CancellationToken.None);
        Assert.Equal(42, await AskAsync<int>(_postgres.ConnectionString, "SELECT answer FROM kept"));
    }

    [Fact]
    public async Task Databases_of_one_cluster_do_not_see_each_other()
    {
        string other = await _postgres.CreateDatabaseAsync("other", CancellationToken.None);
        await AskAsync<object>(_postgres.ConnectionString, "CREATE TABLE here (x int)");
        Assert.False(await AskAsync<bool>(other, "SELECT to_regclass('here') IS NOT NULL"));
    }

    [Fact]
    public async Task Disposed_it_leaves_nothing_behind()
    {
        EmbeddedPostgres postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(), CancellationToken.None);
        int server = postgres.ProcessId!.Value;
        await postgres.DisposeAsync();
        Assert.False(Directory.Exists(postgres.Folder));
        Assert.False(RunningProcess.Exists(server));
    }

    [Fact]
    public async Task A_setting_that_the_server_refuses_is_told_in_the_servers_words()
    {
        EmbeddedPostgresOptions broken = new() { Settings = new Dictionary<string, string> { ["work_mem"] = "a lot" } };
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => EmbeddedPostgres.StartAsync(broken, CancellationToken.None));
        Assert.Contains("work_mem", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<T> AskAsync<T>(string connectionString, string sql)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public sealed class Cluster : IAsyncLifetime
    {
        public EmbeddedPostgres Postgres { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(), CancellationToken.None);

        public async ValueTask DisposeAsync() => await Postgres.DisposeAsync();
    }
}
