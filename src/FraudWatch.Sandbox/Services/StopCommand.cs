using System.CommandLine;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Services;

/// <summary><c>stop</c>: ends what <c>demo --keep</c> left up, data included.</summary>
internal static class StopCommand
{
    public static Command Create()
    {
        Command command = new("stop", "Stops the Postgres and the broker that demo --keep left up");
        command.SetAction(async (_, cancellationToken) =>
        {
            bool stopped = await new KeptServices(KeptServices.DefaultFile).StopAsync(cancellationToken);
            await Console.Error.WriteLineAsync(stopped ? "Stopped." : "Nothing was up.");
            return ExitStatus.Done;
        });
        return command;
    }
}
