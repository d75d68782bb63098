using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Ledger;

/// <summary>An account's coins in the ledger. What a gift touches lies together, in the order in which it is touched.</summary>
internal struct Wallet : ISavedFigures
{
    public SegmentList Sent;

    /// <summary>Coins that came in, unknown origin included, less those reversed.</summary>
    public long CoinsIn;

    public long CoinsSpent;

    /// <summary>Place in <see cref="Lots"/> of the lot that is being spent.</summary>
    public int NextLot;

    /// <summary>The number of the lot at <see cref="NextLot"/> plus one, so that not every gift looks it up; 0 when it is to be looked up.</summary>
    public int KnownLot;

    public SpendingProvenance Spending;
    public SegmentList Lots;

    /// <summary>The number of its <see cref="Ledger.Income"/> plus one, 0 for none: most accounts give and never receive.</summary>
    public int Income;

    /// <summary>Tainted coins may have reached it: only then is its taint worth tracing.</summary>
    public bool MayBeTainted;

    /// <summary>Coins spent that were never seen coming in.</summary>
    public long UnknownCoins;

    /// <summary>The lists are not saved: they follow from the records.</summary>
    public void Exchange<TFields>(TFields state)
        where TFields : struct, IStateFields
    {
        CoinsIn = state.Number(CoinsIn);
        CoinsSpent = state.Number(CoinsSpent);
        NextLot = state.Small(NextLot);
        Spending.Exchange(state);
        Income = state.Small(Income);
        MayBeTainted = state.Bool(MayBeTainted);
        UnknownCoins = state.Number(UnknownCoins);
    }
}

/// <summary>The diamonds of an account that has had some.</summary>
internal struct Income : ISavedFigures
{
    public SegmentList Received;
    public long DiamondsIn;
    public long DiamondsOut;
    public IncomeProvenance Provenance;
    public SegmentList CashedOut;

    /// <summary>Place in <see cref="Received"/> of the gift that is being cashed out.</summary>
    public int NextReceived;

    /// <summary>The lists are not saved: they follow from the records.</summary>
    public void Exchange<TFields>(TFields state)
        where TFields : struct, IStateFields
    {
        DiamondsIn = state.Number(DiamondsIn);
        DiamondsOut = state.Number(DiamondsOut);
        Provenance.Exchange(state);
        NextReceived = state.Small(NextReceived);
    }
}
