using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Ledger;

/// <summary>Running sums of where an account's diamonds came from, first in, first out, kept as they move.</summary>
public struct IncomeProvenance : ISavedFigures
{
    /// <summary>Received out of coins bought with an instrument that their buyer had first used within a day.</summary>
    public long FreshInstrumentIn { get; internal set; }

    /// <summary>Received out of coins that another account paid for.</summary>
    public long OtherPayerIn { get; internal set; }

    /// <summary>Received out of coins that had been diamonds before.</summary>
    public long ExchangedIn { get; internal set; }

    /// <summary>Received out of coins whose purchase was never seen.</summary>
    public long UnknownIn { get; internal set; }

    /// <summary>The part of <see cref="FreshInstrumentIn"/> that was cashed out.</summary>
    public long FreshInstrumentOut { get; internal set; }

    public long OtherPayerOut { get; internal set; }

    public long ExchangedOut { get; internal set; }

    public long UnknownOut { get; internal set; }

    /// <summary>Withdrawn within a day of the purchase of the coins behind them.</summary>
    public long WithdrawnYoung { get; internal set; }

    /// <summary>Withdrawn in all.</summary>
    public long Withdrawn { get; internal set; }

    /// <summary>The one list of its fields, for saving and loading.</summary>
    public void Exchange<TFields>(TFields state)
        where TFields : struct, IStateFields
    {
        FreshInstrumentIn = state.Number(FreshInstrumentIn);
        OtherPayerIn = state.Number(OtherPayerIn);
        ExchangedIn = state.Number(ExchangedIn);
        UnknownIn = state.Number(UnknownIn);
        FreshInstrumentOut = state.Number(FreshInstrumentOut);
        OtherPayerOut = state.Number(OtherPayerOut);
        ExchangedOut = state.Number(ExchangedOut);
        UnknownOut = state.Number(UnknownOut);
        WithdrawnYoung = state.Number(WithdrawnYoung);
        Withdrawn = state.Number(Withdrawn);
    }
}

/// <summary>Running sums of what coins an account gifted and bought. Coins.</summary>
public struct SpendingProvenance : ISavedFigures
{
    /// <summary>Gifted out of purchases.</summary>
    public long GiftedBought { get; internal set; }

    /// <summary>Of them, gifted within an hour of their own purchase.</summary>
    public long GiftedWithinHour { get; internal set; }

    /// <summary>Of them, gifted within a day of their own purchase.</summary>
    public long GiftedWithinDay { get; internal set; }

    /// <summary>Sum over those coins of log2(1 + minutes from purchase to gift), in thousandths.</summary>
    public long GiftedLogMinutes { get; internal set; }

    /// <summary>Bought with an instrument that another account had used before.</summary>
    public long ForeignInstrument { get; internal set; }

    /// <summary>The one list of its fields, for saving and loading.</summary>
    public void Exchange<TFields>(TFields state)
        where TFields : struct, IStateFields
    {
        GiftedBought = state.Number(GiftedBought);
        GiftedWithinHour = state.Number(GiftedWithinHour);
        GiftedWithinDay = state.Number(GiftedWithinDay);
        GiftedLogMinutes = state.Number(GiftedLogMinutes);
        ForeignInstrument = state.Number(ForeignInstrument);
    }
}
