using FraudWatch.Detection.Lists;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection;

/// <summary>What a detector has counted since its start. Plain numbers; the owner of the detector reads them between events.</summary>
public sealed class DetectorCounters : ISavedFigures
{
    private readonly long[] _excused = new long[Enum.GetValues<ListPurpose>().Length];

    /// <summary>Valid events that changed something.</summary>
    public long Events { get; internal set; }

    /// <summary>Events whose id and content were seen before.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Events whose id was seen before with other content; the first wins.</summary>
    public long ConflictingDuplicates { get; internal set; }

    /// <summary>Events more than ten minutes behind the clock: counted in balances, not searched for rings.</summary>
    public long Late { get; internal set; }

    /// <summary>Events whose own time lies more than ten minutes after they were received: placed by the time they were received.</summary>
    public long Ahead { get; internal set; }

    /// <summary>Optional tokens that were too long and so read as absent.</summary>
    public long LongTokens { get; internal set; }

    /// <summary>Actions so old that their ids may have been forgotten: perhaps sent once more, so they change nothing.</summary>
    public long StaleActions { get; internal set; }

    /// <summary>Coins that reversals claimed beyond their order's coins.</summary>
    public long ExcessReversedCoins { get; internal set; }

    /// <summary>Countries that are written in no known way, and so not known.</summary>
    public long UnknownCountries { get; internal set; }

    /// <summary>Cycle searches that the work budget cut short.</summary>
    public long TruncatedSearches { get; internal set; }

    /// <summary>Chargebacks and confirmations that reached more accounts than a work budget allows to follow or to judge at once.</summary>
    public long TruncatedSpreads { get; internal set; }

    /// <summary>Gifts at which the work budget of a shape's search left something unlooked at.</summary>
    public long TruncatedShapes { get; internal set; }

    /// <summary>
    /// Accusations that did not happen because of an allow-list entry of a purpose: a flag that would have been raised, or an account that
    /// would have joined one. What an entry names without preventing anything is not counted.
    /// </summary>
    public long Excused(ListPurpose purpose) => _excused[(int)purpose];

    /// <summary>New or changed flags decided.</summary>
    public long FlagVersions { get; internal set; }

    /// <summary>New or changed holds decided.</summary>
    public long HoldVersions { get; internal set; }

    /// <summary>Accounts known.</summary>
    public long Accounts { get; internal set; }

    /// <summary>Gifts held in the temporal graph.</summary>
    public long GraphEdges { get; internal set; }

    internal void NoteExcused(ListPurpose purpose) => _excused[(int)purpose]++;

    void ISavedFigures.Exchange<TFields>(TFields state)
    {
        Events = state.Number(Events);
        Duplicates = state.Number(Duplicates);
        ConflictingDuplicates = state.Number(ConflictingDuplicates);
        Late = state.Number(Late);
        Ahead = state.Number(Ahead);
        LongTokens = state.Number(LongTokens);
        StaleActions = state.Number(StaleActions);
        ExcessReversedCoins = state.Number(ExcessReversedCoins);
        UnknownCountries = state.Number(UnknownCountries);
        TruncatedSearches = state.Number(TruncatedSearches);
        TruncatedSpreads = state.Number(TruncatedSpreads);
        TruncatedShapes = state.Number(TruncatedShapes);
        foreach (ref long excused in _excused.AsSpan())
        {
            excused = state.Number(excused);
        }

        FlagVersions = state.Number(FlagVersions);
        HoldVersions = state.Number(HoldVersions);
        Accounts = state.Number(Accounts);
        GraphEdges = state.Number(GraphEdges);
    }
}
