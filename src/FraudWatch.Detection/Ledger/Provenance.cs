using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Ledger;

/// <summary>
/// Running sums of where an account's coins and diamonds came from, first in, first out, kept as they move. Diamonds
/// unless the name says coins.
/// </summary>
public struct Provenance : ISavedFigures
{
    /// <summary>Received out of coins bought with an instrument that their buyer had first used within a day.</summary>
    public long FreshInstrumentIn { get; internal set; }

    /// <summary>The part of it that was cashed out.</summary>
    public long FreshInstrumentOut { get; internal set; }

    /// <summary>Received out of coins that another account paid for.</summary>
    public long OtherPayerIn { get; internal set; }

    public long OtherPayerOut { get; internal set; }

    /// <summary>Received out of coins that had been diamonds before.</summary>
    public long ExchangedIn { get; internal set; }

    public long ExchangedOut { get; internal set; }

    /// <summary>Received out of coins whose purchase was never seen.</summary>
    public long UnknownIn { get; internal set; }

    public long UnknownOut { get; internal set; }

    /// <summary>Withdrawn within a day of the purchase of the coins behind them.</summary>
    public long WithdrawnYoung { get; internal set; }

    /// <summary>Withdrawn in all.</summary>
    public long Withdrawn { get; internal set; }

    /// <summary>Coins gifted out of purchases.</summary>
    public long GiftedBoughtCoins { get; internal set; }

    /// <summary>Of them, gifted within an hour of their own purchase.</summary>
    public long GiftedWithinHourCoins { get; internal set; }

    /// <summary>Of them, gifted within a day of their own purchase.</summary>
    public long GiftedWithinDayCoins { get; internal set; }

    /// <summary>Sum over those coins of log2(1 + minutes from purchase to gift), in thousandths.</summary>
    public long GiftedLogMinutes { get; internal set; }

    /// <summary>Coins bought with an instrument that another account had used before.</summary>
    public long ForeignInstrumentCoins { get; internal set; }

    /// <summary>The one list of its fields, for saving and loading.</summary>
    public void Exchange<TFields>(TFields state)
        where TFields : struct, IStateFields
    {
        FreshInstrumentIn = state.Number(FreshInstrumentIn);
        FreshInstrumentOut = state.Number(FreshInstrumentOut);
        OtherPayerIn = state.Number(OtherPayerIn);
        OtherPayerOut = state.Number(OtherPayerOut);
        ExchangedIn = state.Number(ExchangedIn);
        ExchangedOut = state.Number(ExchangedOut);
        UnknownIn = state.Number(UnknownIn);
        UnknownOut = state.Number(UnknownOut);
        WithdrawnYoung = state.Number(WithdrawnYoung);
        Withdrawn = state.Number(Withdrawn);
        GiftedBoughtCoins = state.Number(GiftedBoughtCoins);
        GiftedWithinHourCoins = state.Number(GiftedWithinHourCoins);
        GiftedWithinDayCoins = state.Number(GiftedWithinDayCoins);
        GiftedLogMinutes = state.Number(GiftedLogMinutes);
        ForeignInstrumentCoins = state.Number(ForeignInstrumentCoins);
    }
}
