namespace FraudWatch.Simulator.Labels;

/// <summary>Something the platform came to believe about an account.</summary>
/// <param name="Subject">The account.</param>
/// <param name="Fraud">What is believed: fraud or legitimate, right or wrong.</param>
/// <param name="EffectiveAt">Since when it is held to be so, ms since 1970.</param>
/// <param name="KnownAt">When it became known; nobody may use it before.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Confidence">How far the source is to be trusted, 0–1.</param>
internal sealed record Label(ulong Subject, bool Fraud, long EffectiveAt, long KnownAt, string Source, double Confidence);
