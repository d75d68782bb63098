namespace FraudWatch.Simulator;

/// <summary>What one run of the simulator is asked for. Equal options give equal bytes.</summary>
internal sealed record SimulationOptions
{
    public const int DefaultPayers = 5_000;
    public const int DefaultDays = 60;
    public const double DefaultCamouflage = 0.3;

    /// <summary>A fixed date, so that a run today and a run next year write the same bytes.</summary>
    public static readonly DateTimeOffset DefaultEnd = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Accounts are opened up to three decades before their events, and the contract's times begin in 1970.</summary>
    public static readonly DateTimeOffset EarliestStart = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The contract's times end before 2200.</summary>
    public static readonly DateTimeOffset LatestEnd = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Honest payers; the creators they watch (0.25 to 0.55 for each, as the seed has it) and the fraud groups come on top.</summary>
    public int Payers { get; init; } = DefaultPayers;

    public int Days { get; init; } = DefaultDays;

    public long Seed { get; init; } = 1;

    /// <summary>0 (fraud that does not hide) to 0.9: dwell, jitter, decoys, own devices and aged accounts.</summary>
    public double Camouflage { get; init; } = DefaultCamouflage;

    /// <summary>
    /// Multiplies the number of fraud groups. 1 is ten times the natural prevalence (about 6.5 % of scored accounts) and at
    /// least two groups of each typology, 0.5 half of it and at least one; 0.1 is the natural one; 0 is an economy without fraud.
    /// </summary>
    public double FraudRate { get; init; } = 1;

    /// <summary>No event happens at or after this time.</summary>
    public DateTimeOffset End { get; init; } = DefaultEnd;
}
