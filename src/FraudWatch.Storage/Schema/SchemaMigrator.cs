using Npgsql;

namespace FraudWatch.Storage;

/// <summary>
/// Brings the schema to this program's version: numbered scripts, each in one transaction with its row in
/// <c>schema_migrations</c>, under an advisory lock, so that programs started at once wait for one another.
/// Anything unexpected stops the start with a <see cref="MigrationException"/>.
/// </summary>
public sealed class SchemaMigrator
{
    // "FWschema", as the number that advisory locks want.
    private const long MigrationLock = 0x46_57_73_63_68_65_6D_61;

    private readonly FraudWatchDatabase _database;
    private readonly IReadOnlyList<Migration> _migrations;

    public SchemaMigrator(FraudWatchDatabase database)
        : this(database, Migration.Embedded)
    {
    }

    /// <summary>With scripts of the caller's: for tests of the migrator itself.</summary>
    public SchemaMigrator(FraudWatchDatabase database, IReadOnlyList<Migration> migrations)
    {
        _database = database;
        _migrations = migrations;
    }

    /// <summary>Applies what is missing.</summary>
    /// <returns>Names of the scripts applied now; empty when the schema was current.</returns>
    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation) => _database.ReadAsync(
        async (connection, token) =>
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_lock({MigrationLock})", token);
            try
            {
                await SchemaRoles.EnsureAsync(connection, token);
                return await ApplyMissingAsync(connection, token);
            }
            finally
            {
                // A broken connection has lost the lock already.
                if (connection.State == System.Data.ConnectionState.Open)
                {
                    await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({MigrationLock})", CancellationToken.None);
                }
            }
        },
        cancellation);

    /// <summary>Checks, without the right to change anything, that the schema is exactly this program's.</summary>
    public Task<bool> EnsureCurrentAsync(CancellationToken cancellation) => _database.ReadAsync(
        async (connection, token) =>
        {
            Migration[] missing = Missing(await ReadHistoryAsync(connection, token));
            return missing.Length == 0
                ? true
                : throw new MigrationException(
                    $"The database lacks {string.Join(", ", missing.Select(m => m.Name))}. "
                    + "Run the migrations as a member of fraudwatch_migrator before this program starts.");
        },
        cancellation);

    private static async Task<IReadOnlyList<AppliedMigration>> ReadHistoryAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using (var exists = new NpgsqlCommand("SELECT to_regclass('public.schema_migrations') IS NOT NULL", connection))
        {
            if (!(bool)(await exists.ExecuteScalarAsync(cancellation))!)
            {
                return [];
            }
        }

        await using var command = new NpgsqlCommand("SELECT number, name, checksum FROM schema_migrations ORDER BY number", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        var applied = new List<AppliedMigration>();
        while (await reader.ReadAsync(cancellation))
        {
            applied.Add(new AppliedMigration(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        }

        return applied;
    }

    private static async Task CreateHistoryAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(
            connection,
            """
            SET LOCAL ROLE fraudwatch_migrator;
            CREATE TABLE IF NOT EXISTS schema_migrations (
              number     integer     PRIMARY KEY CHECK (number >= 1),
              name       text        NOT NULL,
              checksum   text        NOT NULL,
              applied_at timestamptz NOT NULL DEFAULT now(),
              applied_by text        NOT NULL DEFAULT session_user);
            """,
            cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellation)
    {
        try
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
            await ExecuteAsync(connection, "SET LOCAL ROLE fraudwatch_migrator", cancellation);
            await ExecuteAsync(connection, migration.Script, cancellation);
            await using var history = new NpgsqlCommand(
                "INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)", connection)
            {
                Parameters = { new() { Value = migration.Number }, new() { Value = migration.Name }, new() { Value = migration.Checksum } },
            };
            await history.ExecuteNonQueryAsync(cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch (PostgresException e) when (!TransientErrors.IsTransient(e))
        {
            throw new MigrationException($"Migration {migration.Name} failed and was rolled back: {e.MessageText} (SQLSTATE {e.SqlState}).", e);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<IReadOnlyList<string>> ApplyMissingAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await CreateHistoryAsync(connection, cancellation);
        Migration[] missing = Missing(await ReadHistoryAsync(connection, cancellation));
        foreach (Migration migration in missing)
        {
            await ApplyAsync(connection, migration, cancellation);
        }

        return missing.Select(m => m.Name).ToArray();
    }

    private Migration[] Missing(IReadOnlyList<AppliedMigration> applied)
    {
        foreach (AppliedMigration done in applied)
        {
            Migration known = _migrations.FirstOrDefault(m => m.Number == done.Number)
                ?? throw new MigrationException(
                    $"The database is at migration {done.Name}, this program knows up to {_migrations[^1].Name}: it is too old for this database.");
            if (known.Checksum != done.Checksum)
            {
                throw new MigrationException(
                    $"Migration {done.Name} was applied with checksum {done.Checksum}, this program's script has {known.Checksum}: "
                    + "an applied script must not be edited; what is new belongs in the next number.");
            }
        }

        return _migrations.Where(m => applied.All(a => a.Number != m.Number)).ToArray();
    }

    private sealed record AppliedMigration(int Number, string Name, string Checksum);
}
