using System.CommandLine;
using System.Globalization;
using FraudWatch.Cli.Output;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Flags;

/// <summary><c>fraudwatch flags show ID</c>.</summary>
internal static class FlagsShowCommand
{
    private const int HoldsShown = 50;

    public static Command Create()
    {
        Argument<IdPrefix> id = IdArgument.New("flag");
        Option<bool> json = CommonOptions.Json();
        Option<string?> connection = RecordConnection.NewOption();
        var command = new Command("show", "Shows one flag: reasons, accounts, holds, and what people decided.") { id, json, connection };
        command.SetAction((parsed, stop) => RecordConnection.UseAsync(
            parsed.GetValue(connection), database => ShowAsync(database, parsed.GetValue(id), parsed.GetValue(json), stop)));
        return command;
    }

    private static async Task<int> ShowAsync(FraudWatchDatabase database, IdPrefix id, bool json, CancellationToken stop)
    {
        Flag flag = await IdArgument.TheOneAsync("flag", limit => new FlagStore(database).FindAsync(id, limit, stop), f => f.FlagId);
        if (json)
        {
            DecisionLines.Write([flag]);
            return ExitStatus.Done;
        }

        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        FlagTable.WriteOne(Console.Out, flag, now, Colour.OnStdout);
        await WriteHoldsAsync(database, flag, now, stop);
        await WriteActionsAsync(database, flag, now, stop);
        return ExitStatus.Done;
    }

    private static async Task WriteHoldsAsync(FraudWatchDatabase database, Flag flag, long now, CancellationToken stop)
    {
        IReadOnlyList<Hold> holds = await new HoldStore(database).ListAsync(new HoldQuery { FlagId = flag.FlagId, Limit = HoldsShown }, stop);
        if (holds.Count > 0)
        {
            Console.Out.WriteLine();
            HoldTable.Write(Console.Out, holds, now, Colour.OnStdout);
        }
    }

    private static async Task WriteActionsAsync(FraudWatchDatabase database, Flag flag, long now, CancellationToken stop)
    {
        IReadOnlyList<ReviewAction> actions = await new ReviewStore(database).ReadActionsAsync(flag.FlagId, stop);
        if (actions.Count == 0)
        {
            return;
        }

        Console.Out.WriteLine();
        var table = new TextTable("decided", "by", "when", ">on version", ">undecided", "hold", "why");
        foreach (ReviewAction action in actions)
        {
            string hold = action.HoldId is Guid held ? IdArgument.Short(held) : "-";
            table.Row(action.Action, action.ActedBy, TimeText.Ago(action.ActedAt, now), action.SeenVersion?.ToString(CultureInfo.InvariantCulture) ?? "-", action.Undecided.Count == 0 ? "-" : Figures.Count(action.Undecided.Count), hold, action.Reason);
        }

        table.Write(Console.Out, Colour.OnStdout);
    }
}
