namespace FraudWatch.Simulator.Scenarios;

/// <summary>A typology of <c>docs</c>' domain, able to put one group of its kind into the economy.</summary>
internal abstract class Scenario
{
    /// <summary>The contract's name for it.</summary>
    public abstract string Typology { get; }

    /// <summary>Groups in a million scored accounts (payers and gifted creators) at natural prevalence.</summary>
    public abstract double GroupsPerMillion { get; }

    /// <summary>Recruits the group's accounts and schedules what they will do.</summary>
    public abstract void Enlist(Plot plot);
}
