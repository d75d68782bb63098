namespace FraudWatch.Detection.Decisions;

/// <summary>A new or changed flag or hold. Exactly one of the two is set.</summary>
public readonly record struct Decision
{
    public Decision(Flag flag) => Flag = flag;

    public Decision(Hold hold) => Hold = hold;

    public Flag? Flag { get; }

    public Hold? Hold { get; }

    /// <summary>
    /// True for what a person's action comes to. The record may hold that change already, with a version of its own: this
    /// version then takes that one's place instead of being one more.
    /// </summary>
    public bool AnswersAction { get; init; }
}
