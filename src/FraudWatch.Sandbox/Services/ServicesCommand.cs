using System.CommandLine;
using FraudWatch.Sandbox.Processes;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Services;

/// <summary>
/// <c>services</c>: holds the embedded services up, as long as stdin stays open, or with <c>--detached</c> until SIGTERM. Once they
/// take connections, their addresses stand in the state file, or as NAME=value lines on stdout.
/// </summary>
internal static class ServicesCommand
{
    public static Command Create()
    {
        Option<bool> detached = new("--detached") { Description = "Stay up until SIGTERM, whatever happens to stdin" };
        Option<string?> state = new("--state") { HelpName = ValueName.File, Description = "File to write the addresses to, instead of stdout" };
        Option<int> partitions = NumberOption.Whole("--partitions", (1, 10_000), 8, "Partitions of every event topic");
        Command command = new("services", "Holds the embedded Postgres and broker up") { detached, state, partitions };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using SandboxServices services = await SandboxServices.StartAsync(parsed.GetValue(partitions), cancellationToken);
            await TellAsync(services.Addresses, parsed.GetValue(state));
            await WaitAsync(parsed.GetValue(detached), cancellationToken);
        });
        return command;
    }

    private static async Task TellAsync(ServiceAddresses addresses, string? stateFile)
    {
        if (stateFile is not null)
        {
            new KeptServices(stateFile).Write(addresses);
            return;
        }

        foreach ((string name, string value) in addresses.Environment)
        {
            await Console.Out.WriteLineAsync($"{name}={value}");
        }
    }

    private static async Task WaitAsync(bool detached, CancellationToken cancellationToken)
    {
        try
        {
            if (detached)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            ParentPipe parent = new();
            while (await parent.ReadLineAsync(cancellationToken) is not null)
            {
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // SIGTERM is how the services are meant to end.
        }
    }
}
