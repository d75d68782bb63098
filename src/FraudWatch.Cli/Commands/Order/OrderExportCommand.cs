using System.CommandLine;
using FraudWatch.Cli.Output;
using FraudWatch.Detection.Events;
using FraudWatch.Replay;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Order;

/// <summary><c>fraudwatch order export FILE</c>: what <c>replay --order FILE</c> needs to decide as the worker did.</summary>
internal static class OrderExportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "Where to write it." };
        var cell = new Option<string>("--cell") { HelpName = "NAME", Description = "Whose order.", DefaultValueFactory = _ => "main" };
        Option<string?> connection = RecordConnection.NewOption();
        var command = new Command("export", "Writes where the worker's order departed from the one that the logs alone give, for replay --order.") { file, cell, connection };
        command.SetAction((parsed, stop) => RecordConnection.UseAsync(
            parsed.GetValue(connection), database => ExportAsync(database, parsed.GetRequiredValue(cell), parsed.GetRequiredValue(file), stop)));
        return command;
    }

    private static async Task<int> ExportAsync(FraudWatchDatabase database, string cell, string file, CancellationToken stop)
    {
        CellProgress progress = await new OffsetStore(database).ReadAsync(cell, stop);
        if (!progress.Counters.TryGetValue("partitions", out long partitions))
        {
            return Talk.NothingFound($"Nothing is on record of a cell {cell}.");
        }

        List<LateTurn> turns = await new LateTurnStore(database).ReadAsync(cell, messages: 0, stop);
        try
        {
            new OrderFile((int)partitions, turns).Write(file);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"order export: {unwritable.Message}", unwritable);
        }

        await Console.Error.WriteLineAsync($"{turns.Count} late turns of {partitions} partitions written to {file}.");
        return ExitStatus.Done;
    }
}
