using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using FraudWatch.Storage;
using FraudWatch.Terminal;
using Npgsql;

namespace FraudWatch.Cli.Output;

/// <summary>How the analyst's commands reach Postgres, and what they say when they cannot.</summary>
internal static class RecordConnection
{
    public const string Variable = "FRAUDWATCH__POSTGRES__CONNECTIONSTRING";

    private const string HowToStart = "Start one with:  ./fraudwatch demo --keep";

    public static Option<string?> NewOption() => new("--connection")
    {
        HelpName = "STRING",
        Description = $"Postgres connection string (Host=…;Username=…;Password=…;Database=…). Default: {Variable}.",
    };

    /// <summary>Runs a command on the database; what Postgres says against it becomes a sentence and exit status 1.</summary>
    public static async Task<int> UseAsync(string? connection, Func<FraudWatchDatabase, Task<int>> command)
    {
        await using FraudWatchDatabase database = Open(connection);
        try
        {
            return await command(database);
        }
        catch (ReviewRefusedException refused)
        {
            throw new CommandFailure(Words(refused), StatusOf(refused.Refusal));
        }
        catch (PostgresException e)
        {
            throw new CommandFailure(Words(e), e);
        }
        catch (NpgsqlException e)
        {
            string host = new NpgsqlConnectionStringBuilder(database.Source.ConnectionString).Host ?? "";
            throw new CommandFailure($"Postgres at {host} does not answer: {e.InnerException?.Message ?? e.Message}. {HowToStart}", e);
        }
    }

    private static FraudWatchDatabase Open(string? connection)
    {
        connection ??= Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(connection))
        {
            throw new CommandFailure($"No database is named: expected --connection or the environment variable {Variable}. {HowToStart}");
        }

        try
        {
            return FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = connection });
        }
        catch (ValidationException e)
        {
            throw new CommandFailure(e.Message, ExitStatus.WrongUsage);
        }
    }

    private static string Words(ReviewRefusedException refused) => refused.Refusal == ReviewRefusal.NotAllowed
        ? $"This database user may not do that ({refused.Message}): it must be a member of {SchemaRoles.Analyst}."
        : TerminalWriter.OneLine(char.ToUpperInvariant(refused.Message[0]) + refused.Message[1..] + ".");

    private static int StatusOf(ReviewRefusal refusal) => refusal switch
    {
        ReviewRefusal.NotFound => ExitStatus.NothingFound,
        ReviewRefusal.BadInput => ExitStatus.WrongUsage,
        ReviewRefusal.NotNow => ExitStatus.Refused,
        _ => ExitStatus.Failed,
    };

    private static string Words(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction =>
            $"The database has no FraudWatch schema of this version ({e.MessageText}): the worker makes it at its start. {HowToStart}",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"This database user may not do that ({e.MessageText}): it must be a member of {SchemaRoles.Analyst}.",
        _ => $"Postgres refused: {e.MessageText} (SQLSTATE {e.SqlState}).",
    };
}
