using FraudWatch.Detection.Decisions;

namespace FraudWatch.Detection;

/// <summary>
/// An account that a detector considered, with its figures at that moment: what training learns from. Valid during the call only.
/// </summary>
/// <param name="detector">Which detector considers it.</param>
/// <param name="accountId">Whom.</param>
/// <param name="typology">What its figures resemble most.</param>
/// <param name="at">Event time, Unix milliseconds.</param>
/// <param name="features">In the order of the feature schema.</param>
public readonly ref struct Candidate(Detector detector, string accountId, Typology typology, long at, ReadOnlySpan<float> features)
{
    public Detector Detector { get; } = detector;

    public string AccountId { get; } = accountId;

    public Typology Typology { get; } = typology;

    public long At { get; } = at;

    public ReadOnlySpan<float> Features { get; } = features;
}

/// <summary>Sees every candidate before it is judged.</summary>
public interface ICandidateObserver
{
    void Saw(in Candidate candidate);
}
