using System.CommandLine;
using FraudWatch.Kafka;
using FraudWatch.Simulator.Kafka;
using FraudWatch.Terminal;

namespace FraudWatch.Simulator.Commands;

/// <summary><c>publish FILE…</c>: sends files to the topics.</summary>
public static class PublishCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>(ValueName.File) { Description = "Files of events, .jsonl or .jsonl.gz.", Arity = ArgumentArity.OneOrMore };
        var servers = new Option<string?>("--bootstrap-servers")
        {
            HelpName = ValueName.Address,
            Description = "Kafka's host:port; else FRAUDWATCH__KAFKA__BOOTSTRAPSERVERS.",
        };
        Option<int?> rate = NumberOption.Whole("--rate", (1, 10_000_000), "Lines a second; as fast as can be when not given.");
        var twice = new Option<bool>("--twice") { Description = "Send every line twice." };
        var holdBack = new Option<string?>("--hold-back") { HelpName = ValueName.Id, Description = "Wait for this consumer group, for a broker that keeps little." };
        Option<int?> partitions = NumberOption.Whole("--partitions", (1, 100_000), "Fail unless every topic has this many partitions.");
        var command = new Command("publish", "Send files to the topics.") { files, servers, rate, twice, holdBack, partitions };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(servers),
            new PublishRequest
            {
                Files = parsed.GetValue(files)!,
                Rate = parsed.GetValue(rate),
                Twice = parsed.GetValue(twice),
                HoldBack = parsed.GetValue(holdBack),
                Partitions = parsed.GetValue(partitions),
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string? servers, PublishRequest request, CancellationToken cancellationToken)
    {
        var connection = ServerConnection.Read(servers, Environment.GetEnvironmentVariable);
        try
        {
            using var publisher = new EventPublisher(
                connection, ServerConnection.TopicNames(Environment.GetEnvironmentVariable), TimeProvider.System, Console.Error, paced: request.Rate is not null);
            PublishSummary summary = await publisher.PublishAsync(request, cancellationToken);
            await Console.Out.WriteLineAsync(
                $"{summary.Messages} messages acknowledged: {summary.CoinEvents} coin events, {summary.GiftEvents} gift events, "
                + $"{summary.FraudActions} actions, in {summary.Took.TotalSeconds:F1} s ({summary.Messages / Math.Max(0.001, summary.Took.TotalSeconds):F0} a second)");
            return ExitStatus.Done;
        }
        catch (IOException unreadable)
        {
            throw new CommandFailure(unreadable.Message, unreadable);
        }
    }
}
