using System.CommandLine;
using FraudWatch.Cli.Output;
using FraudWatch.Kafka;
using FraudWatch.Kafka.DeadLetters;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.DeadLetters;

/// <summary><c>fraudwatch deadletters …</c>: messages that were rejected, and sending them again.</summary>
public static class DeadLettersCommand
{
    public static Command Create() => new("deadletters", "Lists rejected messages, shows one, and sends them again.")
    {
        DeadLettersListCommand.Create(),
        DeadLettersShowCommand.Create(),
        DeadLettersRequeueCommand.Create(),
    };

    internal static Option<string?> ServersOption() => new("--bootstrap-servers")
    {
        HelpName = ValueName.Address,
        Description = "Kafka's address; else FRAUDWATCH__KAFKA__BOOTSTRAPSERVERS. Security settings come from the worker's environment names.",
    };

    internal static Argument<LetterOrigin> OriginArgument() => new("ORIGIN")
    {
        Description = "Where the message stood when it was first rejected: topic/partition/offset, as listed.",
        CustomParser = result =>
        {
            string found = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
            if (LetterOrigin.Parse(found) is LetterOrigin origin)
            {
                return origin;
            }

            result.AddError($"expected topic/partition/offset such as gift-events/2/1234, found '{found}'.");
            return default;
        },
    };

    internal static Option<string?> PostgresOption() => new("--connection")
    {
        HelpName = "STRING",
        Description = $"Postgres, for what the topic does not have whole; else {RecordConnection.Variable}. Not needed for the rest.",
    };

    internal static DeadLetterTopic Topic(string? servers) =>
        new(ServerConnection.Read(servers, Environment.GetEnvironmentVariable), ServerConnection.TopicNames(Environment.GetEnvironmentVariable));

    /// <summary>The topic's letters, and those that only Postgres has, where one is named.</summary>
    internal static async Task<DeadLetterBook> ReadAsync(DeadLetterTopic topic, WholeLetters whole, CancellationToken stop) =>
        topic.Read(await whole.SetAsideAsync(stop), stop);
}
