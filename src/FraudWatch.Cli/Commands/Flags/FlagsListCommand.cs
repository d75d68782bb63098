using System.CommandLine;
using System.CommandLine.Parsing;
using FraudWatch.Cli.Output;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Flags;

/// <summary><c>fraudwatch flags list</c>.</summary>
internal static class FlagsListCommand
{
    public static Command Create()
    {
        Option<FlagStatus?> status = WordOption.Of<FlagStatus>("--status", "Only flags of this status", Wire.Name);
        Option<Detector?> detector = WordOption.Of<Detector>("--detector", "Only flags of this detector", Wire.Name);
        Option<Typology?> typology = WordOption.Of<Typology>("--typology", "Only flags of this typology", Wire.Name);
        var account = new Option<string?>("--account") { HelpName = "ID", Description = "Only flags that name this account, in any role." };
        Option<string?> since = SinceOption();
        Option<int> limit = CommonOptions.Limit();
        Option<bool> json = CommonOptions.Json();
        Option<string?> connection = RecordConnection.NewOption();
        var command = new Command("list", "Lists flags, newest first.") { status, detector, typology, account, since, limit, json, connection };
        command.SetAction((parsed, stop) => RecordConnection.UseAsync(parsed.GetValue(connection), async database =>
        {
            var query = new FlagQuery
            {
                Status = parsed.GetValue(status),
                Detector = parsed.GetValue(detector),
                Typology = parsed.GetValue(typology),
                AccountId = parsed.GetValue(account),
                Since = await SinceAsync(parsed.GetValue(since), database, stop),
                Limit = parsed.GetValue(limit),
            };
            return await ListAsync(database, query, parsed.GetValue(json), stop);
        }));
        return command;
    }

    private static async Task<int> ListAsync(FraudWatchDatabase database, FlagQuery query, bool json, CancellationToken stop)
    {
        // One more than asked for, to know whether there are more.
        IReadOnlyList<Flag> found = await new FlagStore(database).ListAsync(query with { Limit = query.Limit + 1 }, stop);
        if (found.Count == 0)
        {
            return Talk.NothingFound("No flags match.");
        }

        IEnumerable<Flag> shown = found.Take(query.Limit);
        if (json)
        {
            DecisionLines.Write(shown);
        }
        else
        {
            FlagTable.Write(Console.Out, shown, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Colour.OnStdout);
        }

        Talk.IfCut(found.Count > query.Limit, query.Limit, "flags");
        return ExitStatus.Done;
    }

    private static Option<string?> SinceOption()
    {
        var option = new Option<string?>("--since")
        {
            HelpName = "TIME",
            Description = "Only flags raised since then: 12h or 7d back from the detector's clock, or 2026-11-22T10:00:00Z.",
        };
        option.Validators.Add(result => CheckSince(result, option));
        return option;
    }

    private static void CheckSince(OptionResult result, Option<string?> option)
    {
        string found = result.GetValue(option) ?? "";
        if (!TimeText.TryParseDuration(found, out _) && !TimeText.TryParseTime(found, out _))
        {
            result.AddError(SinceForm(found));
        }
    }

    private static async Task<long?> SinceAsync(string? text, FraudWatchDatabase database, CancellationToken stop)
    {
        if (text is null)
        {
            return null;
        }

        if (TimeText.TryParseDuration(text, out TimeSpan back))
        {
            return await new ReviewStore(database).ReadDetectorClockAsync(stop) - (long)back.TotalMilliseconds;
        }

        return TimeText.TryParseTime(text, out long time) ? time : throw new CommandFailure(SinceForm(text), ExitStatus.WrongUsage);
    }

    private static string SinceForm(string found) =>
        $"--since: expected a duration such as 3600s, 90m, 12h or 7d, or a time such as 2026-11-22T10:00:00Z; found '{found}'.";
}
