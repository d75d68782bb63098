using System.CommandLine;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Demo;

/// <summary><c>demo</c>: the main job, live.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        Option<int> payers = NumberOption.Whole("--payers", (1, 1_000_000), 5_000, "Honest payers to simulate");
        Option<int> days = NumberOption.Whole("--days", (1, 3_650), 30, "Days to simulate, ending now");
        Option<long> seed = NumberOption.Whole("--seed", (long.MinValue, long.MaxValue), 11L, "Same seed, same people and the same fraud");
        Option<bool> keep = new("--keep") { Description = "Leave Postgres and the broker up for the other commands, until ./fraudwatch stop" };
        Command command = new("demo", "The whole system on a simulated stream: flags and holds in about two minutes") { payers, days, seed, keep };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            DemoOptions options = new(parsed.GetValue(payers), parsed.GetValue(days), parsed.GetValue(seed), parsed.GetValue(keep));
            using DemoLock theOnlyOne = DemoLock.Take();
            DemoServices.RequireNoneKept();
            await new DemoRun(options, TimeProvider.System).RunAsync(cancellationToken);
            return ExitStatus.Done;
        });
        return command;
    }
}
