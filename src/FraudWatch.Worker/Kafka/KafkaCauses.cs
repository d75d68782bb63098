using System.Text.RegularExpressions;
using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker.Kafka;

/// <summary>
/// Why the brokers cannot be reached, from what the clients say: a refused password or certificate tells more than "all brokers are down",
/// which is said beside it twice a second. Logged when it changes, not each time. Any thread.
/// </summary>
internal sealed partial class KafkaCauses(IOptions<KafkaOptions> options, ILogger<KafkaCauses> logger)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private string _current = "";
    private int _weight;

    /// <summary>The most telling cause since the brokers last answered; empty for none.</summary>
    public string Current
    {
        get
        {
            lock (_lock)
            {
                return _current;
            }
        }
    }

    /// <summary>For <c>/readyz</c>: the servers, and why they cannot be reached as far as it is known.</summary>
    public string Sentence => Current.Length == 0 ? $"Kafka at {options.Value.BootstrapServers}" : $"Kafka at {options.Value.BootstrapServers}: {Current}";

    /// <summary>A client said what is wrong. What it says of a topic is left to those who look at the logs.</summary>
    public void Note(Error error)
    {
        if (IsOfTopic(error.Code))
        {
            return;
        }

        (string cause, int weight) = Read(error);
        lock (_lock)
        {
            // Clients say one thing in two ways, in turn: each is news once, until the brokers answer.
            if (weight < _weight || !_said.Add(cause))
            {
                return;
            }

            (_current, _weight) = (cause, weight);
        }

        Log.Cause(logger, options.Value.BootstrapServers, cause);
    }

    /// <summary>The brokers answered.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            if (_weight == 0)
            {
                return;
            }

            (_current, _weight) = ("", 0);
            _said.Clear();
        }

        Log.Answered(logger, options.Value.BootstrapServers);
    }

    /// <summary>A cause in words, without what differs from attempt to attempt, and how much it tells: 1 little, 3 what to change.</summary>
    internal static (string Cause, int Weight) Read(Error error)
    {
        string reason = AttemptFigures().Replace(BrokerName().Replace(error.Reason, ""), "").Trim();
        string? setting = SettingBehind(error, reason);
        if (setting is not null)
        {
            return ($"{reason}; look at {setting}", 3);
        }

        bool says = error.Code is not (ErrorCode.Local_AllBrokersDown or ErrorCode.Local_TimedOut) && !reason.StartsWith("Local: ", StringComparison.Ordinal);
        return (says ? reason : "no broker answers", says ? 2 : 1);
    }

    private static string? SettingBehind(Error error, string reason) => error.Code switch
    {
        _ when Speaks(reason, "security.protocol") || Speaks(reason, "broker listener") => "FraudWatch:Kafka:SecurityProtocol",
        _ when Speaks(reason, "SSL ") || error.Code == ErrorCode.Local_Ssl => "FraudWatch:Kafka:SslCaLocation and SecurityProtocol",
        _ when Speaks(reason, "mechanism") && !Speaks(reason, "invalid credentials") => "FraudWatch:Kafka:SaslMechanism",
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => "FraudWatch:Kafka:SaslUsername and SaslPassword",
        ErrorCode.Local_Resolve => "FraudWatch:Kafka:BootstrapServers",
        ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed =>
            "the rights (ACLs) of this user",
        _ => null,
    };

    private static bool IsOfTopic(ErrorCode code) => code is ErrorCode.UnknownTopicOrPart or ErrorCode.UnknownTopicId
        or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange;

    private static bool Speaks(string reason, string word) => reason.Contains(word, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(?:\[thrd:[^\]]*\]: )?(?:[a-z_]+://)?[^ ]+?/(?:bootstrap|\d+): ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BrokerName();

    [GeneratedRegex(@" \(after \d+ms in state .*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AttemptFigures();

    private static partial class Log
    {
        [LoggerMessage(110, LogLevel.Warning, "Kafka at {Servers} cannot be reached: {Cause}")]
        public static partial void Cause(ILogger logger, string servers, string cause);

        [LoggerMessage(111, LogLevel.Information, "Kafka at {Servers} answers.")]
        public static partial void Answered(ILogger logger, string servers);
    }
}
