using Npgsql;

namespace FraudWatch.Storage;

/// <summary>
/// The group roles that own and use the schema. Roles belong to the whole server, so this runs at every migration
/// instead of being one, and does only what is missing.
/// </summary>
public static class SchemaRoles
{
    /// <summary>Owns the tables and functions; members migrate.</summary>
    public const string Migrator = "fraudwatch_migrator";

    /// <summary>Writes decisions, progress and outbox.</summary>
    public const string Worker = "fraudwatch_worker";

    /// <summary>Reads everything, decides through functions.</summary>
    public const string Analyst = "fraudwatch_analyst";

    /// <summary>Reads decisions, registers models.</summary>
    public const string Retrainer = "fraudwatch_retrainer";

    public static IReadOnlyList<string> All { get; } = [Migrator, Worker, Analyst, Retrainer];

    internal static async Task EnsureAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        RoleState found = await ReadAsync(connection, cancellation);
        if (found.IsReady)
        {
            return;
        }

        try
        {
            foreach (string statement in Statements(found))
            {
                await ExecuteAsync(connection, statement, cancellation);
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new MigrationException($"{Instructions(found)} (Postgres said: {e.MessageText}.)", e);
        }

        // GRANT and REVOKE on a schema that is not one's own only warn.
        RoleState after = await ReadAsync(connection, cancellation);
        if (!after.IsReady)
        {
            throw new MigrationException(Instructions(after));
        }
    }

    private static async Task<RoleState> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT current_user::text,
              ARRAY(SELECT r FROM unnest($1::text[]) r WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r)),
              coalesce((SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = $2), false),
              coalesce((SELECT has_schema_privilege(oid, 'public', 'CREATE') FROM pg_roles WHERE rolname = $2), false),
              EXISTS (SELECT FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'public' AND grantee = 0 AND privilege_type = 'CREATE')
            """,
            connection)
        {
            Parameters = { new() { Value = All.ToArray() }, new() { Value = Migrator } },
        };
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new RoleState(
            reader.GetString(0), reader.GetFieldValue<string[]>(1), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetBoolean(4));
    }

    private static IEnumerable<string> Statements(RoleState found)
    {
        foreach (string role in found.Missing)
        {
            // Somebody who migrates another database of this server may be faster.
            yield return $"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$";
        }

        if (!found.IsMember)
        {
            yield return $"GRANT {Migrator} TO CURRENT_USER";
        }

        if (found.EverybodyMayCreate)
        {
            // Servers upgraded from before 15 let everybody: then anyone could slip a function under the ones that run with the owner's rights.
            yield return "REVOKE CREATE ON SCHEMA public FROM PUBLIC";
        }

        if (!found.MigratorMayCreate || found.EverybodyMayCreate)
        {
            yield return $"GRANT USAGE, CREATE ON SCHEMA public TO {Migrator}";
        }
    }

    private static string Instructions(RoleState found)
    {
        IEnumerable<string> statements = found.Missing.Select(r => $"CREATE ROLE {r} NOLOGIN").Concat(Statements(found with { Missing = [] }));
        string list = string.Join("; ", statements).Replace("CURRENT_USER", $"\"{found.User}\"", StringComparison.Ordinal);
        return $"The database user {found.User} may not prepare the roles that the schema needs. As an administrator, in this database, run: {list};";
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private sealed record RoleState(string User, string[] Missing, bool IsMember, bool MigratorMayCreate, bool EverybodyMayCreate)
    {
        public bool IsReady => Missing.Length == 0 && IsMember && MigratorMayCreate && !EverybodyMayCreate;
    }
}
