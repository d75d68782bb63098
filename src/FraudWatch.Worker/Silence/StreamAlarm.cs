namespace FraudWatch.Worker.Silence;

/// <summary>What is wrong with a stream.</summary>
public enum AlarmKind
{
    /// <summary>A topic has had no events for too long. Figures are seconds.</summary>
    Silent,

    /// <summary>A topic has too few events. Figures are events a window.</summary>
    RateFell,

    /// <summary>A field is missing too often. Figures are shares of the events, 0 to 1.</summary>
    FieldMissing,
}

/// <summary>An alarm that began or ended.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Subject">The topic, or <c>topic.field</c>.</param>
/// <param name="Began">False when it is over.</param>
/// <param name="Expected">The limit that was passed.</param>
/// <param name="Found">What was found.</param>
public sealed record StreamAlarm(AlarmKind Kind, string Subject, bool Began, double Expected, double Found);
