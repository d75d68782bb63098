using System.CommandLine;
using FraudWatch.Sandbox.Processes;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Broker;

/// <summary>
/// <c>broker</c>: hosts the mock cluster. Its address is the first line of stdout; faults come as lines on stdin; the end of stdin is
/// its own end, so it cannot outlive the process that holds the other end.
/// </summary>
internal static class BrokerCommand
{
    public static Command Create()
    {
        Option<string[]> topics = new("--topic") { HelpName = ValueName.Text, Description = "A topic as name:partitions; repeat for more", AllowMultipleArgumentsPerToken = false };
        Option<int> brokers = NumberOption.Whole("--brokers", (1, 100), 1, "Brokers in the cluster");
        Command command = new("broker", "Hosts the embedded broker until stdin ends") { topics, brokers };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using MockCluster cluster = Start(parsed.GetValue(brokers), parsed.GetValue(topics) ?? []);
            await Console.Out.WriteLineAsync(cluster.BootstrapServers);
            await ObeyAsync(cluster, cancellationToken);
        });
        return command;
    }

    private static MockCluster Start(int brokers, string[] topics)
    {
        MockCluster cluster = new(brokers);
        foreach (string text in topics)
        {
            if (!BrokerTopic.TryParse(text, out BrokerTopic topic))
            {
                throw new CommandFailure($"--topic expects name:partitions, found '{text}'.", ExitStatus.WrongUsage);
            }

            cluster.CreateTopic(topic);
        }

        return cluster;
    }

    private static async Task ObeyAsync(MockCluster cluster, CancellationToken cancellationToken)
    {
        ParentPipe parent = new();
        while (await parent.ReadLineAsync(cancellationToken) is { } line)
        {
            await Console.Out.WriteLineAsync(BrokerCommands.Execute(cluster, line));
        }
    }
}
