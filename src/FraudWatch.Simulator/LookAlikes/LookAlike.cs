namespace FraudWatch.Simulator.LookAlikes;

/// <summary>Honest people who resemble a typology: the hard negatives.</summary>
internal abstract class LookAlike
{
    /// <summary>Its name in <c>look-alikes.jsonl</c>.</summary>
    public abstract string Archetype { get; }

    /// <summary>The typologies it may be taken for, the contract's names.</summary>
    public abstract IReadOnlyList<string> Resembles { get; }

    /// <summary>Groups of look-alikes for each group of the fraud; never below three.</summary>
    public virtual int PerGroup => 3;

    /// <summary>Casts one group and schedules what it does.</summary>
    public abstract void Enlist(Scene scene);
}
