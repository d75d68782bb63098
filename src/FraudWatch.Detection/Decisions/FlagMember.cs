using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Decisions;

/// <summary>An account in a growing flag. Scores in ten-thousandths; a hold rests on the second.</summary>
internal record struct FlagMember(int Account, AccountRole Role, int Score, int HoldScore, long CoinsAtRisk) : ISavedFigures
{
    /// <summary>The version that accused it first; 0 while none does.</summary>
    public int Since { get; set; }

    /// <summary>Whether a decision about a version is about this member too: not when it is accused only since a later one, or in none yet.</summary>
    public readonly bool IsDecidedBy(long version) => !Role.IsAccused() || (Since > 0 ? Since : long.MaxValue) <= version;

    void ISavedFigures.Exchange<TFields>(TFields state)
    {
        Account = state.Small(Account);
        Role = state.Choice(Role);
        Score = state.Small(Score);
        HoldScore = state.Small(HoldScore);
        CoinsAtRisk = state.Number(CoinsAtRisk);
        Since = state.Small(Since);
    }
}
