using System.CommandLine;
using FraudWatch.Cli.Output;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Holds;

/// <summary><c>fraudwatch holds renew ID --for 48h --reason TEXT</c>.</summary>
internal static class HoldsRenewCommand
{
    public static Command Create()
    {
        Argument<IdPrefix> id = IdArgument.New("hold");
        Option<TimeSpan> duration = HoldDuration.Option();
        Option<string> reason = CommonOptions.Reason();
        Option<bool> json = CommonOptions.Json();
        Option<string?> connection = RecordConnection.NewOption();
        var command = new Command("renew", "Gives an active hold a new end, counted from now; it may be sooner than the old one.") { id, duration, reason, json, connection };
        command.SetAction((parsed, stop) => RecordConnection.UseAsync(parsed.GetValue(connection), async database =>
        {
            Hold hold = await IdArgument.TheOneAsync(
                "hold", limit => new HoldStore(database).FindAsync(parsed.GetValue(id), limit, stop), h => h.HoldId);
            await new ReviewStore(database).RenewHoldAsync(hold.HoldId, parsed.GetValue(duration), parsed.GetRequiredValue(reason), stop);
            await HoldReport.WriteAsync(database, hold.HoldId, parsed.GetValue(json), stop);
            return ExitStatus.Done;
        }));
        return command;
    }
}
