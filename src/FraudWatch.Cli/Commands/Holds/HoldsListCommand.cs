using System.CommandLine;
using FraudWatch.Cli.Output;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Holds;

/// <summary><c>fraudwatch holds list</c>.</summary>
internal static class HoldsListCommand
{
    public static Command Create()
    {
        var account = new Option<string?>("--account") { HelpName = "ID", Description = "Only holds on this account." };
        Option<HoldScope?> scope = WordOption.Of<HoldScope>("--scope", "Only holds of this scope", Wire.Name);
        Option<HoldStatus?> status = WordOption.Of<HoldStatus>("--status", "Only holds of this status", Wire.Name);
        Option<int> limit = CommonOptions.Limit();
        Option<bool> json = CommonOptions.Json();
        Option<string?> connection = RecordConnection.NewOption();
        var command = new Command("list", "Lists holds, newest first.") { account, scope, status, limit, json, connection };
        command.SetAction((parsed, stop) => RecordConnection.UseAsync(parsed.GetValue(connection), database =>
        {
            var query = new HoldQuery
            {
                AccountId = parsed.GetValue(account),
                Scope = parsed.GetValue(scope),
                Status = parsed.GetValue(status),
                Limit = parsed.GetValue(limit),
            };
            return ListAsync(database, query, parsed.GetValue(json), stop);
        }));
        return command;
    }

    private static async Task<int> ListAsync(FraudWatchDatabase database, HoldQuery query, bool json, CancellationToken stop)
    {
        // One more than asked for, to know whether there are more.
        IReadOnlyList<Hold> found = await new HoldStore(database).ListAsync(query with { Limit = query.Limit + 1 }, stop);
        if (found.Count == 0)
        {
            return Talk.NothingFound("No holds match.");
        }

        IEnumerable<Hold> shown = found.Take(query.Limit);
        if (json)
        {
            DecisionLines.Write(shown);
        }
        else
        {
            HoldTable.Write(Console.Out, shown, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Colour.OnStdout);
        }

        Talk.IfCut(found.Count > query.Limit, query.Limit, "holds");
        return ExitStatus.Done;
    }
}
