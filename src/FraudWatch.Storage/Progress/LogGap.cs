using FraudWatch.Detection.Events;

namespace FraudWatch.Storage;

/// <summary>A stretch of a log that is lost and was never decided.</summary>
/// <param name="Topic">Which topic.</param>
/// <param name="Partition">Partition number, from 0.</param>
/// <param name="From">The first offset lost.</param>
/// <param name="To">The last offset lost.</param>
public readonly record struct LogGap(Topic Topic, int Partition, long From, long To)
{
    /// <summary>As a person names it: <c>gift-events[3]:5000-7999</c>.</summary>
    public override string ToString() => $"{Topics.NameOf(Topic)}[{Partition}]:{From}-{To}";
}
