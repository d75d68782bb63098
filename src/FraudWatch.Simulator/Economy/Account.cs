using FraudWatch.Simulator.Labels;

namespace FraudWatch.Simulator.Economy;

/// <summary>A user: identity, purse, and the habits of place and payment that belong to the person behind it.</summary>
internal class Account
{
    public required ulong Id { get; init; }
    public required long CreatedAt { get; set; }
    public required Market Home { get; init; }

    /// <summary>Coins held. Falls below zero only when a purchase is reversed after its coins were spent.</summary>
    public long Coins { get; set; }

    /// <summary>Events written so far; numbers them for their ids.</summary>
    public int Events { get; set; }

    public ulong Device { get; set; }

    /// <summary>A tablet or an old phone; 0 for none.</summary>
    public ulong SecondDevice { get; set; }

    public ulong HomeNetwork { get; set; }
    public ulong MobileNetwork { get; set; }

    /// <summary>Part of the visits made over the mobile network.</summary>
    public float MobileShare { get; set; }

    /// <summary>The exit that a VPN user comes from; 0 for others.</summary>
    public ulong VpnNetwork { get; set; }
    public Market? VpnMarket { get; set; }

    public Instrument[] Instruments { get; set; } = [];

    /// <summary>An app too old to tell how long its user watched.</summary>
    public bool OldApp { get; init; }

    /// <summary>What is true about the account; null for the honest.</summary>
    public Verdict? Verdict { get; set; }

    /// <summary>The look-alike it plays, null for none.</summary>
    public string? Archetype { get; set; }

    /// <summary>First chargeback on one of its orders; 0 for none. The platform knows this.</summary>
    public long FirstChargebackAt { get; set; }
}
