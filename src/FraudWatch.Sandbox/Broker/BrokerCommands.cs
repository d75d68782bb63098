using System.Globalization;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Broker;

/// <summary>The faults that a parent process may ask for, a line each; every line is answered by <see cref="Done"/> or the reason why not.</summary>
internal static class BrokerCommands
{
    public const string Done = "done";

    public static string Execute(MockCluster cluster, string line)
    {
        try
        {
            Apply(cluster, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            return Done;
        }
        catch (CommandFailure refused)
        {
            return refused.Message;
        }
    }

    private static void Apply(MockCluster cluster, string[] words)
    {
        switch (words)
        {
            case ["down", var broker]: cluster.SetBrokerUp(Number(broker), up: false); break;
            case ["up", var broker]: cluster.SetBrokerUp(Number(broker), up: true); break;
            case ["rtt", var broker, var milliseconds]: cluster.SetRoundTrip(Number(broker), Number(milliseconds)); break;
            case ["leader", var topic, var partition, var broker]: cluster.MoveLeader(topic, Number(partition), Number(broker)); break;
            case ["fail", var api, var error, var count]: cluster.FailRequests((short)Number(api), Number(error), Number(count)); break;
            case ["heal", var api]: cluster.ClearFailures((short)Number(api)); break;
            default: throw new CommandFailure($"expected down, up, rtt, leader, fail or heal with their numbers, found '{string.Join(' ', words)}'");
        }
    }

    private static int Number(string word) =>
        int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new CommandFailure($"expected a number, found '{word}'");
}
