using System.Globalization;
using System.Text.RegularExpressions;

namespace FraudWatch.Kafka.DeadLetters;

/// <summary>Where a rejected message stood when it was first rejected: what names it, however often it is sent again.</summary>
/// <param name="Topic">An event topic.</param>
/// <param name="Partition">0 or more.</param>
/// <param name="Offset">0 or more.</param>
public readonly partial record struct LetterOrigin(string Topic, int Partition, long Offset)
{
    /// <summary>Reads <c>topic/partition/offset</c>, for example <c>gift-events/2/1234</c>; null for anything else.</summary>
    public static LetterOrigin? Parse(string text)
    {
        Match match = Form().Match(text);
        return match.Success
            && int.TryParse(match.Groups["partition"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int partition)
            && long.TryParse(match.Groups["offset"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            ? new LetterOrigin(match.Groups["topic"].Value, partition, offset)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Topic}/{Partition}/{Offset}");

    [GeneratedRegex("^(?<topic>[A-Za-z0-9._-]{1,249})/(?<partition>[0-9]{1,9})/(?<offset>[0-9]{1,18})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
