using FraudWatch.Detection.Accounts;

namespace FraudWatch.Detection.Features;

/// <summary>Reads all features of an account: the one code path of worker, replay and training.</summary>
internal static class FeatureReader
{
    public static void Read(in FeatureContext context, AccountState account, FeatureVector into)
    {
        BuyingFeatures.Write(context, account, into);
        IncomeFeatures.Write(context, account, into);
        SpendingFeatures.Write(context, account, into);
        GraphFeatures.Write(context, account, into);
    }
}
