using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Ledger;

namespace FraudWatch.Detection.Features;

/// <summary>Reads all features of an account: the one code path of worker, replay and training.</summary>
internal static class FeatureReader
{
    /// <summary>Writes the features and gives back the taint behind three of them.</summary>
    public static TaintFigures Read(in FeatureContext context, AccountState account, FeatureVector into)
    {
        BuyingFeatures.Write(context, account, into);
        HubFeatures.Write(context, account, into);
        HandoverFeatures.Write(context, account, into);
        OtherHandsFeatures.Write(account, into);
        IncomeFeatures.Write(context, account, into);
        SpendingFeatures.Write(context, account, into);
        GraphFeatures.Write(context, account, into);
        ShapeFeatures.Write(context, account, into);
        SenderFeatures.Write(context, account, into);
        ListFeatures.Write(context, account, into);
        return LedgerFeatures.Write(context, account, into);
    }
}
