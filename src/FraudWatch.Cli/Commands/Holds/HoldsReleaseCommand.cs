using System.CommandLine;
using FraudWatch.Cli.Output;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Holds;

/// <summary><c>fraudwatch holds release|undo ID --reason TEXT</c>.</summary>
internal static class HoldsReleaseCommand
{
    public static Command CreateRelease() => Create(
        "release", "Releases a hold, whoever placed it. Policy does not place it again for the flags there are.", (review, id, reason, stop) => review.ReleaseHoldAsync(id, reason, stop));

    public static Command CreateUndo() => Create(
        "undo", "Takes the release of a policy hold back: it stops again for the rest of its time.", (review, id, reason, stop) => review.UndoReleaseAsync(id, reason, stop));

    private static Command Create(string verb, string description, Func<ReviewStore, Guid, string, CancellationToken, Task> act)
    {
        Argument<IdPrefix> id = IdArgument.New("hold");
        Option<string> reason = CommonOptions.Reason();
        Option<bool> json = CommonOptions.Json();
        Option<string?> connection = RecordConnection.NewOption();
        var command = new Command(verb, description) { id, reason, json, connection };
        command.SetAction((parsed, stop) => RecordConnection.UseAsync(parsed.GetValue(connection), async database =>
        {
            Hold hold = await IdArgument.TheOneAsync(
                "hold", limit => new HoldStore(database).FindAsync(parsed.GetValue(id), limit, stop), h => h.HoldId);
            await act(new ReviewStore(database), hold.HoldId, parsed.GetRequiredValue(reason), stop);
            await HoldReport.WriteAsync(database, hold.HoldId, parsed.GetValue(json), stop);
            return ExitStatus.Done;
        }));
        return command;
    }
}
