namespace FraudWatch.Detection.Decisions;

/// <summary>A new or changed flag or hold. Exactly one of the two is set.</summary>
public readonly record struct Decision
{
    public Decision(Flag flag) => Flag = flag;

    public Decision(Hold hold) => Hold = hold;

    public Flag? Flag { get; }

    public Hold? Hold { get; }
}
