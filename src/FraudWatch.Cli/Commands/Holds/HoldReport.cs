using FraudWatch.Cli.Output;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Holds;

/// <summary>What became of a hold after an action on it.</summary>
internal static class HoldReport
{
    public static async Task WriteAsync(FraudWatchDatabase database, Guid holdId, bool json, CancellationToken stop)
    {
        Hold hold = (await new HoldStore(database).FindAsync(IdPrefix.Whole(holdId), limit: 1, stop)).Single();
        if (json)
        {
            DecisionLines.Write([hold]);
            return;
        }

        string until = hold.Status == HoldStatus.Active ? $" until {DecisionJson.Time(hold.ExpiresAt)}" : "";
        Console.Out.WriteLine($"Hold {IdArgument.Short(hold.HoldId)} ({Wire.Name(hold.Scope)}, {TerminalWriter.OneLine(hold.AccountId)}) is {Wire.Name(hold.Status)}{until}, version {hold.Version}.");
    }
}
