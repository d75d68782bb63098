using System.Globalization;
using FraudWatch.Detection.Events;

namespace FraudWatch.Simulator.Kafka;

/// <summary>One line on its way to a topic.</summary>
/// <param name="Topic">Where it goes.</param>
/// <param name="Key">Chooses the partition; null for any.</param>
/// <param name="Bytes">The line, unchanged.</param>
/// <param name="ReceivedAt">When the platform received it, Unix milliseconds; null when it tells none.</param>
internal sealed record PublishedLine(Topic Topic, byte[]? Key, byte[] Bytes, long? ReceivedAt)
{
    /// <summary>The file it stands in, as it was named.</summary>
    public string File { get; init; } = "";

    /// <summary>Its number there, from 1.</summary>
    public long Number { get; init; }

    /// <summary>Where it stands, for people.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{File}, line {Number}");
}
