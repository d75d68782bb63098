using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Ledger;

/// <summary>One account's side of the ledger.</summary>
internal struct Wallet : ISavedFigures
{
    public SegmentList Lots;
    public SegmentList Sent;
    public SegmentList Received;
    public SegmentList CashedOut;

    /// <summary>Coins that came in, unknown origin included, less those reversed.</summary>
    public long CoinsIn;

    public long CoinsSpent;
    public long DiamondsIn;
    public long DiamondsOut;

    /// <summary>Coins spent that were never seen coming in.</summary>
    public long UnknownCoins;

    /// <summary>Place in <see cref="Lots"/> of the lot that is being spent.</summary>
    public int NextLot;

    /// <summary>Place in <see cref="Received"/> of the gift that is being cashed out.</summary>
    public int NextReceived;

    /// <summary>Tainted coins may have reached it: only then is its taint worth tracing.</summary>
    public bool MayBeTainted;

    public Provenance Provenance;

    /// <summary>The lists are not saved: they follow from the records.</summary>
    public void Exchange<TFields>(TFields state)
        where TFields : struct, IStateFields
    {
        CoinsIn = state.Number(CoinsIn);
        CoinsSpent = state.Number(CoinsSpent);
        DiamondsIn = state.Number(DiamondsIn);
        DiamondsOut = state.Number(DiamondsOut);
        UnknownCoins = state.Number(UnknownCoins);
        NextLot = state.Small(NextLot);
        NextReceived = state.Small(NextReceived);
        MayBeTainted = state.Bool(MayBeTainted);
        Provenance.Exchange(state);
    }
}
