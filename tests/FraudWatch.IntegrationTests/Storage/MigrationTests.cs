using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

[Collection(StorageTests.Name)]
public sealed class MigrationTests(PostgresServer server)
{
    [Fact]
    public async Task A_new_database_gets_every_script_and_the_next_start_none()
    {
        await using FraudWatchDatabase database = Open(await server.NewDatabaseAsync());

        IReadOnlyList<string> first = await new SchemaMigrator(database).MigrateAsync(default);
        IReadOnlyList<string> second = await new SchemaMigrator(database).MigrateAsync(default);

        Assert.Equal(Migration.Embedded.Select(m => m.Name), first);
        Assert.Empty(second);
        Assert.True(await new SchemaMigrator(database).EnsureCurrentAsync(default));
    }

    [Fact]
    public async Task Programs_that_start_at_once_apply_each_script_once()
    {
        string connection = await server.NewDatabaseAsync();

        IReadOnlyList<string>[] applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using FraudWatchDatabase database = Open(connection);
            return await new SchemaMigrator(database).MigrateAsync(default);
        }));

        Assert.Equal(Migration.Embedded.Select(m => m.Name), applied.SelectMany(a => a).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_edited_script_stops_the_start()
    {
        await using FraudWatchDatabase database = Open(await server.NewDatabaseAsync());
        await new SchemaMigrator(database).MigrateAsync(default);
        Migration[] edited = [.. Migration.Embedded.Select(m => m.Number == 2 ? m with { Script = m.Script + "-- one more remark" } : m)];

        MigrationException stopped = await Assert.ThrowsAsync<MigrationException>(
            () => new SchemaMigrator(database, [.. edited.Select(m => new Migration(m.Number, m.Name, m.Script))]).MigrateAsync(default));

        Assert.Contains("0002_decisions was applied with checksum", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_ends_of_a_checkout_do_not_change_a_script()
    {
        await using FraudWatchDatabase database = Open(await server.NewDatabaseAsync());
        await new SchemaMigrator(database).MigrateAsync(default);
        Migration[] other = [.. Migration.Embedded.Select(m => new Migration(m.Number, m.Name, m.Script.ReplaceLineEndings("\r\n")))];

        Assert.Empty(await new SchemaMigrator(database, other).MigrateAsync(default));
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_and_stops_the_start()
    {
        await using FraudWatchDatabase database = Open(await server.NewDatabaseAsync());
        var broken = new Migration(2, "0002_broken", "CREATE TABLE half_done (x int); SELECT 1 / 0;");

        MigrationException stopped = await Assert.ThrowsAsync<MigrationException>(
            () => new SchemaMigrator(database, [Migration.Embedded[0], broken]).MigrateAsync(default));

        Assert.Contains("0002_broken failed and was rolled back: division by zero", stopped.Message, StringComparison.Ordinal);
        Assert.Equal([""], await TestDatabase.RowsAsync(database.Source, "SELECT to_regclass('half_done')::text"));
        Assert.Equal(["1"], await TestDatabase.RowsAsync(database.Source, "SELECT number FROM schema_migrations"));
    }

    [Fact]
    public async Task A_database_newer_than_the_program_stops_the_start()
    {
        await using FraudWatchDatabase database = Open(await server.NewDatabaseAsync());
        await new SchemaMigrator(database).MigrateAsync(default);

        MigrationException stopped = await Assert.ThrowsAsync<MigrationException>(
            () => new SchemaMigrator(database, [.. Migration.Embedded.Take(2)]).EnsureCurrentAsync(default));

        Assert.Contains("too old for this database", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_the_schema_is_named_as_such()
    {
        await using FraudWatchDatabase database = Open(await server.NewDatabaseAsync());

        MigrationException stopped = await Assert.ThrowsAsync<MigrationException>(() => new SchemaMigrator(database).EnsureCurrentAsync(default));

        Assert.Contains("lacks 0001_progress", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_not_prepare_the_roles_is_told_what_an_administrator_must_run()
    {
        string connection = await server.NewDatabaseAsync();
        await using FraudWatchDatabase admin = Open(connection);
        string user = $"plain_{new NpgsqlConnectionStringBuilder(connection).Database}";
        await TestDatabase.RowsAsync(admin.Source, $"CREATE ROLE {user} LOGIN PASSWORD 'only-for-tests'");
        await using FraudWatchDatabase plain = Open(
            new NpgsqlConnectionStringBuilder(connection) { Username = user, Password = "only-for-tests" }.ConnectionString);

        MigrationException stopped = await Assert.ThrowsAsync<MigrationException>(() => new SchemaMigrator(plain).MigrateAsync(default));

        // What it says to run does help, word for word.
        string statements = stopped.Message[(stopped.Message.IndexOf("run: ", StringComparison.Ordinal) + 5)..];
        statements = statements[..(statements.LastIndexOf(';') + 1)];
        Assert.Contains("GRANT fraudwatch_migrator TO", statements, StringComparison.Ordinal);
        await TestDatabase.RowsAsync(admin.Source, statements);
        Assert.NotEmpty(await new SchemaMigrator(plain).MigrateAsync(default));
        Assert.Equal(["fraudwatch_migrator"], await TestDatabase.RowsAsync(admin.Source, "SELECT tableowner FROM pg_tables WHERE tablename = 'flags'"));
    }

    [Fact]
    public async Task The_tables_and_columns_are_the_documented_ones()
    {
        await using TestDatabase db = await server.NewMigratedAsync();

        string[] columns = await db.RowsAsync(
            """
            SELECT table_name || ': ' || string_agg(column_name || ' ' || CASE data_type WHEN 'ARRAY' THEN udt_name ELSE data_type END
              || CASE is_nullable WHEN 'YES' THEN '?' ELSE '' END, ', ' ORDER BY ordinal_position)
            FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT SIMILAR TO '(outbox_past|outbox_rest|(outbox|flags|flag_accounts|flag_reasons|holds|review_actions)_[0-9]+)' GROUP BY table_name ORDER BY table_name COLLATE "C"
            """);

        Assert.Equal(SchemaGolden.Columns.Split('\n'), columns);
    }

    private static FraudWatchDatabase Open(string connection) =>
        FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = connection });
}
