using System.Globalization;
using System.Text.RegularExpressions;
using FraudWatch.Detection.Events;
using FraudWatch.Storage;

namespace FraudWatch.Worker.Bootstrap;

/// <summary>Gaps of the logs that whoever starts the worker accepts.</summary>
/// <param name="Gaps">Each by its offsets.</param>
/// <param name="Reason">Why, for the audit.</param>
public sealed partial record GapRequest(IReadOnlyList<LogGap> Gaps, string Reason)
{
    public static GapRequest None { get; } = new([], "");

    /// <summary>Reads <c>gift-events[3]:5000-7999</c>; null when it is none.</summary>
    public static LogGap? Read(string text)
    {
        Match match = Form().Match(text);
        return match.Success
            && Topics.Parse(match.Groups["topic"].Value) is Topic topic
            && int.TryParse(match.Groups["partition"].Value, CultureInfo.InvariantCulture, out int partition)
            && long.TryParse(match.Groups["from"].Value, CultureInfo.InvariantCulture, out long from)
            && long.TryParse(match.Groups["to"].Value, CultureInfo.InvariantCulture, out long to)
            && from <= to
            ? new LogGap(topic, partition, from, to)
            : null;
    }

    [GeneratedRegex(@"^(?<topic>[a-z-]+)\[(?<partition>[0-9]+)\]:(?<from>[0-9]+)-(?<to>[0-9]+)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
