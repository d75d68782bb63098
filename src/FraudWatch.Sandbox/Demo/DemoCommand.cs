using System.CommandLine;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Demo;

/// <summary><c>demo</c>: the main job, live.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        Option<int> payers = new("--payers") { Description = "Honest payers to simulate", DefaultValueFactory = _ => 5_000 };
        Option<int> days = new("--days") { Description = "Days to simulate, ending now", DefaultValueFactory = _ => 30 };
        Option<long> seed = new("--seed") { Description = "Same seed, same people and the same fraud", DefaultValueFactory = _ => 11 };
        Option<bool> keep = new("--keep") { Description = "Leave Postgres and the broker up for the other commands, until ./fraudwatch stop" };
        Command command = new("demo", "The whole system on a simulated stream: flags and holds in about two minutes") { payers, days, seed, keep };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            DemoOptions options = new(parsed.GetValue(payers), parsed.GetValue(days), parsed.GetValue(seed), parsed.GetValue(keep));
            DemoServices.RequireNoneKept();
            await new DemoRun(options, TimeProvider.System).RunAsync(cancellationToken);
            return ExitStatus.Done;
        });
        return command;
    }
}
