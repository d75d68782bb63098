using FraudWatch.Sandbox.Postgres;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

/// <summary>One real Postgres for all storage tests; each test takes a database of its own on it.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly Lazy<Task<TestDatabase>> _shared;
    private int _databases;

    public PostgresServer() => _shared = new(() => NewMigratedAsync());

    public EmbeddedPostgres Postgres { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_shared.IsValueCreated)
        {
            await (await _shared.Value).DisposeAsync();
        }

        await Postgres.DisposeAsync();
    }

    /// <summary>An empty database; the superuser's connection to it.</summary>
    public Task<string> NewDatabaseAsync() =>
        Postgres.CreateDatabaseAsync($"storage_{Interlocked.Increment(ref _databases)}", CancellationToken.None);

    /// <summary>An empty database with this program's schema, for tests that write nothing to it.</summary>
    public Task<TestDatabase> SharedAsync() => _shared.Value;

    /// <summary>A database with this program's schema.</summary>
    public async Task<TestDatabase> NewMigratedAsync(Action<StorageOptions>? configure = null)
    {
        string connection = await NewDatabaseAsync();
        var options = new StorageOptions { ConnectionString = connection };
        configure?.Invoke(options);
        FraudWatchDatabase database = FraudWatchDatabase.Open(options, TimeProvider.System);
        await new SchemaMigrator(database).MigrateAsync(CancellationToken.None);
        return new TestDatabase(connection, database);
    }
}

/// <summary>Storage tests share a server, and so run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class StorageTests : ICollectionFixture<PostgresServer>
{
    public const string Name = "storage";
}

/// <summary>A migrated database, opened as its superuser.</summary>
public sealed class TestDatabase(string connectionString, FraudWatchDatabase database) : IAsyncDisposable
{
    private const string Password = "only-for-tests";

    public string ConnectionString => connectionString;

    public FraudWatchDatabase Database => database;

    public DecisionStore Decisions => new(database);

    public OffsetStore Offsets => new(database);

    public OutboxStore Outbox => new(database);

    /// <summary>Every row of a query, columns joined with <c>|</c>, null as nothing.</summary>
    public Task<string[]> RowsAsync(string sql) => RowsAsync(database.Source, sql);

    public static async Task<string[]> RowsAsync(NpgsqlDataSource source, string sql)
    {
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(c => reader.IsDBNull(c) ? "" : Text(reader.GetValue(c)))));
        }

        return [.. rows];
    }

    /// <summary>A login that is a member of a group role, made at the first call; the name is unique to this database.</summary>
    public async Task<string> LoginAsync(string name, string groupRole)
    {
        var parsed = new NpgsqlConnectionStringBuilder(connectionString);
        string login = $"{name}_{parsed.Database}";
        if ((await RowsAsync($"SELECT FROM pg_roles WHERE rolname = '{login}'")).Length == 0)
        {
            await RowsAsync($"CREATE ROLE {login} LOGIN PASSWORD '{Password}' IN ROLE {groupRole}");
        }

        parsed.Username = login;
        parsed.Password = Password;
        return parsed.ConnectionString;
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static string Text(object value) => value switch
    {
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
        Array list => "{" + string.Join(',', list.Cast<object>()) + "}",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };
}
