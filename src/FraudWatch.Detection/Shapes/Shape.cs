namespace FraudWatch.Detection.Shapes;

/// <summary>The shapes of gifts that are looked for. Values are places in <see cref="ShapeBook"/>'s arrays: append only.</summary>
public enum Shape : byte
{
    /// <summary>Accounts that came, bought, gave everything to one account and were not seen again (T5).</summary>
    MuleFanIn,

    /// <summary>One account gives to several that nobody else gives to (the first half of T6).</summary>
    FanOut,

    /// <summary>Source, intermediaries that pass on, sink (T6).</summary>
    ScatterGather,

    /// <summary>Many givers, then many receivers, through one account that passes on (T6).</summary>
    GatherScatter,

    /// <summary>A gift passed on hop by hop through exchanged income (T6).</summary>
    Chain,

    /// <summary>A pool of givers who share several receivers (T8).</summary>
    SenderPool,

    /// <summary>Matches whose two sides are funded by the same accounts (T9).</summary>
    SharedMatch,

    /// <summary>A payout that several creators withdraw to (T7).</summary>
    SharedPayout,

    /// <summary>A giver and a receiver on one device, card, payout or home network (T4).</summary>
    SelfGifting,

    /// <summary>Coins that go round (T3).</summary>
    Cycle,
}
