using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Ledger;
using static FraudWatch.Detection.Features.FeatureMath;

namespace FraudWatch.Detection.Features;

/// <summary>Whose money it was: exact, first in, first out, from the ledger's running sums; taint by tracing, where there may be any.</summary>
internal static class LedgerFeatures
{
    /// <summary>Writes the features and gives back the taint behind them.</summary>
    public static TaintFigures Write(in FeatureContext context, AccountState account, FeatureVector into)
    {
        IncomeProvenance origin = context.Book.Ledger.ProvenanceOf(account.Index);
        SpendingProvenance spending = context.Book.Ledger.SpendingOf(account.Index);
        long undrawn = context.Book.Ledger.DiamondsUndrawn(account.Index);
        long received = account.ReceivedDiamonds;
        into[AccountFeature.FreshInstrumentIncomeShare] = Share(origin.FreshInstrumentIn, received);
        into[AccountFeature.FreshInstrumentUndrawnShare] = Share(origin.FreshInstrumentIn - origin.FreshInstrumentOut, undrawn);
        into[AccountFeature.OtherPayerIncomeShare] = Share(origin.OtherPayerIn, received);
        into[AccountFeature.ExchangedIncomeShare] = Share(origin.ExchangedIn, received);
        into[AccountFeature.UnknownIncomeShare] = Share(origin.UnknownIn, received);
        into[AccountFeature.WithdrawnYoungShare] = Share(origin.WithdrawnYoung, origin.Withdrawn);
        into[AccountFeature.GiftedWithinHourShare] = Share(spending.GiftedWithinHour, spending.GiftedBought);
        into[AccountFeature.GiftedWithinDayShare] = Share(spending.GiftedWithinDay, spending.GiftedBought);
        into[AccountFeature.LotMinutesToGift] = spending.GiftedBought == 0 ? Unknown : spending.GiftedLogMinutes / spending.GiftedBought / 1000f;
        into[AccountFeature.ForeignInstrumentShare] = Share(spending.ForeignInstrument, account.BoughtCoins);

        TaintFigures taint = context.Book.TaintReader.Read(account.Index);
        into[AccountFeature.TaintedUndrawnShare] = taint.UndrawnThousandths / 1000f;
        into[AccountFeature.TaintedIncomeShare] = taint.IncomeThousandths / 1000f;
        into[AccountFeature.TaintedHeldShare] = taint.HeldThousandths / 1000f;
        return taint;
    }
}
