using System.CommandLine;
using FraudWatch.Cli.Output;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Migrate;

/// <summary><c>migrate</c>: brings a database to this program's schema, by a role of its own; the worker then needs no right to.</summary>
public static class MigrateCommand
{
    public static Command Create()
    {
        Option<string?> connection = RecordConnection.NewOption();
        var command = new Command("migrate", "Brings the database to this program's schema; harmless when it is there already.") { connection };
        command.SetAction((parsed, stop) => RecordConnection.UseAsync(parsed.GetValue(connection), database => MigrateAsync(database, stop)));
        return command;
    }

    private static async Task<int> MigrateAsync(FraudWatchDatabase database, CancellationToken stop)
    {
        try
        {
            IReadOnlyList<string> applied = await new SchemaMigrator(database).MigrateAsync(stop);
            await Console.Error.WriteLineAsync(applied.Count == 0 ? "The schema is current." : $"Applied {string.Join(", ", applied)}.");
            return ExitStatus.Done;
        }
        catch (MigrationException refused)
        {
            throw new CommandFailure(refused.Message, refused);
        }
    }
}
