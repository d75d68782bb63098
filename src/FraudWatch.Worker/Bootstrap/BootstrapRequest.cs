namespace FraudWatch.Worker.Bootstrap;

/// <summary>What a first start learns from.</summary>
/// <param name="Files">Files of events, as for <c>replay</c>; none for an ordinary start.</param>
/// <param name="DecideFrom">Event time, Unix milliseconds, from which decisions are made; null for the end of the files.</param>
public sealed record BootstrapRequest(IReadOnlyList<string> Files, long? DecideFrom)
{
    public static BootstrapRequest None { get; } = new([], null);
}
