using System.CommandLine;
using FraudWatch.Cli.Output;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Flags;

/// <summary><c>fraudwatch flags confirm|dismiss|escalate|snooze|suppress|undo ID --reason TEXT [--version N]</c>.</summary>
internal static class FlagsReviewCommand
{
    private const int UndecidedShown = 10;

    public static Command CreateConfirm() => Create("confirm", "Confirms a flag: it was fraud.", FlagStatus.Confirmed);

    public static Command CreateDismiss() => Create(
        "dismiss", "Dismisses a flag: it was not. Holds that policy placed for it are released; people's holds stay.", FlagStatus.Dismissed);

    public static Command CreateEscalate() => Create("escalate", "Hands a flag on to somebody else; it goes on growing.", FlagStatus.Escalated);

    public static Command CreateSnooze() => Create("snooze", "Puts a flag aside for now; it goes on growing.", FlagStatus.Snoozed);

    public static Command CreateSuppress() => Create("suppress", "Puts a flag aside for good; it goes on growing out of sight.", FlagStatus.Suppressed);

    public static Command CreateUndo() => Create(
        "undo", "Takes the last decision about a flag back. Holds that a dismissal released stay released: see holds undo.", (review, id, decided, stop) => review.UndoFlagReviewAsync(id, decided.Reason, decided.Version, stop));

    private static Command Create(string verb, string description, FlagStatus decision) =>
        Create(verb, description, (review, id, decided, stop) => review.ReviewFlagAsync(id, decision, decided.Reason, decided.Version, stop));

    private static Command Create(string verb, string description, Func<ReviewStore, Guid, (string Reason, int? Version), CancellationToken, Task> act)
    {
        Argument<IdPrefix> id = IdArgument.New("flag");
        Option<string> reason = CommonOptions.Reason();
        var version = new Option<int?>("--version")
        {
            HelpName = "N",
            Description = "The version that you have seen (flags show): refused when somebody decided since, or when it accused somebody whom the flag no longer does. "
                + "Without it only a flag that nobody confirmed or dismissed can be decided.",
        };
        Option<bool> json = CommonOptions.Json();
        Option<string?> connection = RecordConnection.NewOption();
        var command = new Command(verb, description) { id, reason, version, json, connection };
        command.SetAction((parsed, stop) => RecordConnection.UseAsync(parsed.GetValue(connection), async database =>
        {
            var flags = new FlagStore(database);
            Flag flag = await IdArgument.TheOneAsync("flag", limit => flags.FindAsync(parsed.GetValue(id), limit, stop), f => f.FlagId);
            await act(new ReviewStore(database), flag.FlagId, (parsed.GetRequiredValue(reason), parsed.GetValue(version)), stop);
            await ReportAsync(database, flag.FlagId, parsed.GetValue(json), stop);
            return ExitStatus.Done;
        }));
        return command;
    }

    private static async Task ReportAsync(FraudWatchDatabase database, Guid flagId, bool json, CancellationToken stop)
    {
        Flag changed = (await new FlagStore(database).FindAsync(IdPrefix.Whole(flagId), limit: 1, stop)).Single();
        if (json)
        {
            DecisionLines.Write([changed]);
            return;
        }

        ReviewAction last = (await new ReviewStore(database).ReadActionsAsync(flagId, stop)).Last(a => a.HoldId is null);
        Console.Out.WriteLine(
            $"Flag {IdArgument.Short(flagId)} ({Wire.Name(changed.Typology)}, {TerminalWriter.OneLine(changed.AnchorAccountId)}) is {Wire.Name(changed.Status)} by {last.ActedBy}, version {changed.Version}.");
        if (last.Undecided.Count > 0)
        {
            Console.Out.WriteLine(
                $"Accused only since version {last.SeenVersion}, and so undecided: {string.Join(", ", last.Undecided.Take(UndecidedShown).Select(TerminalWriter.OneLine))}{(last.Undecided.Count > UndecidedShown ? $" and {Figures.Count(last.Undecided.Count - UndecidedShown)} more" : "")}.");
        }
    }
}
