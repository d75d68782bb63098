namespace FraudWatch.Detection.Decisions;

/// <summary>A new or changed flag or hold, or more members of a flag. Exactly one of the three is set.</summary>
public readonly record struct Decision
{
    public Decision(Flag flag) => Flag = flag;

    public Decision(Hold hold) => Hold = hold;

    public Decision(FlagGrowth growth) => Growth = growth;

    public Flag? Flag { get; }

    public Hold? Hold { get; }

    /// <summary>For the record alone; never published.</summary>
    public FlagGrowth? Growth { get; }

    /// <summary>
    /// True for what a person's action comes to. The record may hold that change already, with a version of its own: this
    /// version then takes that one's place instead of being one more.
    /// </summary>
    public bool AnswersAction { get; init; }
}
