using System.CommandLine;
using FraudWatch.Cli.Output;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Holds;

/// <summary><c>fraudwatch holds release ID --reason TEXT</c>.</summary>
internal static class HoldsReleaseCommand
{
    public static Command Create()
    {
        Argument<IdPrefix> id = IdArgument.New("hold");
        Option<string> reason = CommonOptions.Reason();
        Option<bool> json = CommonOptions.Json();
        Option<string?> connection = RecordConnection.NewOption();
        var command = new Command("release", "Releases a hold, whoever placed it.") { id, reason, json, connection };
        command.SetAction((parsed, stop) => RecordConnection.UseAsync(parsed.GetValue(connection), async database =>
        {
            Hold hold = await IdArgument.TheOneAsync(
                "hold", limit => new HoldStore(database).FindAsync(parsed.GetValue(id), limit, stop), h => h.HoldId);
            await new ReviewStore(database).ReleaseHoldAsync(hold.HoldId, parsed.GetRequiredValue(reason), stop);
            await HoldReport.WriteAsync(database, hold.HoldId, parsed.GetValue(json), stop);
            return ExitStatus.Done;
        }));
        return command;
    }
}
