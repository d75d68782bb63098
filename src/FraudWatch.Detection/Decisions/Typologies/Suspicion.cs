namespace FraudWatch.Detection.Decisions.Typologies;

/// <summary>What an account's figures look like, before a model has judged them.</summary>
/// <param name="Typology">The typology whose signs are strongest.</param>
/// <param name="Role">What the account would be in it.</param>
/// <param name="Strength">How clear the signs are, 0..1. It picks the typology; the model decides.</param>
internal readonly record struct Suspicion(Typology Typology, AccountRole Role, float Strength)
{
    /// <summary>Below this the account is no candidate: nothing about it resembles the typology.</summary>
    public const float LeastStrength = 0.12f;

    public bool IsCandidate => Strength >= LeastStrength;

    public Suspicion Or(Typology typology, AccountRole role, float strength) =>
        strength > Strength ? new Suspicion(typology, role, strength) : this;
}
