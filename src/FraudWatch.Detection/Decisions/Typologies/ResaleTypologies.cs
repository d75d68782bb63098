using FraudWatch.Detection.Features;
using static FraudWatch.Detection.Features.AccountFeature;

namespace FraudWatch.Detection.Decisions.Typologies;

/// <summary>
/// Signs of the resale typologies (R1–R10) in an account's figures, and what the account would be in each: the hub, the sold
/// account, the buyer and the victim are different people. Wide on purpose: they choose candidates and name what they
/// resemble; whether an account is flagged is the resale model's decision.
/// </summary>
internal static class ResaleTypologies
{
    private static readonly float Three = FeatureMath.Log(3);
    private static readonly float ThreeDays = FeatureMath.Log(3);

    public static Suspicion Strongest(FeatureVector f) => default(Suspicion)
        .Or(Typology.CardedStock, AccountRole.Seller, Carded(f))
        .Or(Typology.CardedStock, AccountRole.Seller, f[DeniedTokens] > 0 ? 0.5f : 0)
        .Or(Typology.TopupAgent, AccountRole.Hub, AgentHub(f) * (1 - Served(f)))
        .Or(Typology.TopupAgent, AccountRole.Seller, 0.9f * SharedMeans(f) * (1 - AgentHub(f)) * (1 - Served(f)))
        .Or(Typology.TopupAgent, AccountRole.Buyer, Served(f) * Math.Max(SharedMeans(f), 0.3f))
        .Or(Typology.GiftDelivery, AccountRole.Seller, Delivery(f))
        .Or(Typology.AccountStock, AccountRole.SoldAccount, Sold(f))
        .Or(Typology.AccountStock, AccountRole.Seller, OnTheShelf(f))
        .Or(Typology.RegionArbitrage, Served(f) > 0.5f ? AccountRole.Buyer : AccountRole.Seller, Arbitrage(f))
        .Or(Typology.RefundAbuse, AccountRole.Seller, Math.Min(1, (1.5f * f[RefundedAfterSpendingShare]) + (0.5f * f[RefundedShare])))
        .Or(Typology.RefundAbuse, AccountRole.Collector, 0.9f * f[RefundingSenderShare])
        .Or(Typology.GiftCardStock, AccountRole.Seller, f[GiftCardShare] * Math.Min(1, f[GiftCards1d] / 3))
        .Or(Typology.MerchantNetwork, AccountRole.Hub, Merchant(f))
        .Or(Typology.PayerHub, AccountRole.Hub, PayerHub(f))
        .Or(Typology.PayerHub, AccountRole.Buyer, f[PaidByOthersShare] * Some(f[PayerDegree]))
        .Or(Typology.AccountTakeover, AccountRole.Victim, Takeover(f))
        .Or(Typology.AccountTakeover, AccountRole.Collector, VictimFanIn(f));

    /// <summary>0 for one account, a third for three, 1 from fifteen on.</summary>
    private static float Some(float logCount) => Math.Clamp((logCount - 1) / 3, 0, 1);

    private static float Carded(FeatureVector f)
    {
        float cards = Math.Clamp((f[Instruments] - 1) / 3, 0, 1);
        float foreignCard = 0.2f * f[InstrumentCountryMismatch] * f[NewInstrumentShare];
        float own = (0.5f * f[DeclineShare]) + (0.4f * cards) + f[ChargedBackShare] + foreignCard + (0.15f * f[SweepShare] * f[NewInstrumentShare]);
        return f[Purchases] + f[Declines] <= 0 ? 0 : Math.Min(1, Math.Max(own, f[TaintedHeldShare]));
    }

    /// <summary>Somebody else buys for an account that otherwise lives as before; whoever pays for others serves, and is not served.</summary>
    private static float Served(FeatureVector f) => f[Beneficiaries] > 0 ? 0 : f[BoughtByOthersShare];

    /// <summary>Its instruments and devices spread to other accounts that keep coming; a family is few and old.</summary>
    private static float AgentHub(FeatureVector f) =>
        Math.Max(Some(f[OwnInstrumentSpread] + 1), Some(f[OwnDeviceSpread] + 1) * f[PayerOnlyDevice]) * (0.7f + (0.3f * f[InstrumentNewUsers]));

    private static float SharedMeans(FeatureVector f) =>
        Math.Max(Some(f[InstrumentDegree]), Some(f[PurchaseDeviceDegree]) * Math.Max(f[ForeignDeviceShare], f[PayerOnlyDevice]));

    private static float Delivery(FeatureVector f) =>
        Math.Min(1, Math.Max(0, f[RecentRecipients] - 1) / 3) * (1 - f[RepeatShare]) * Math.Max(f[ShortDwellShare], 0.4f);

    /// <summary>Device, network and country are new since it was loaded, and the old ones are gone.</summary>
    private static float Sold(FeatureVector f)
    {
        bool newPassword = f[CredentialsChangedDays] >= 0 && f[CredentialsChangedDays] <= ThreeDays + 2;
        return f[ChangeOfHands] * (newPassword ? 1 : 0.7f);
    }

    /// <summary>Loaded, never used, and beside others on the same device or instrument.</summary>
    private static float OnTheShelf(FeatureVector f) => f[Purchases] <= 0 || f[GiftsSent] > 0
        ? 0
        : 0.6f * f[ResidualShare] * Math.Max(Some(f[DeviceDegree]), Some(f[InstrumentDegree]));

    private static float Arbitrage(FeatureVector f) => f[Purchases] <= 0
        ? 0
        : Math.Min(1, Math.Max(f[IpCountryMismatch], f[HomeCountryMismatch]) * Math.Clamp((1 - f[PriceToHome]) * 4, 0, 1));

    /// <summary>A stock of several means of payment behind one account that serves many, by topping up and by delivering.</summary>
    private static float Merchant(FeatureVector f)
    {
        float serves = Math.Max(Some(f[OwnInstrumentSpread] + 1), Math.Max(Some(f[OwnDeviceSpread] + 1), Some(f[Beneficiaries] + 1)));
        float stock = Math.Clamp((f[Instruments] - 1) / 2, 0, 1);
        float both = Math.Min(1, 2 * Delivery(f)) * serves;
        return stock * Math.Min(1, 1.3f * Math.Max(both, serves * Some(f[InstrumentDegree]) * f[GiftedWithinDayShare]));
    }

    private static float PayerHub(FeatureVector f) => f[Beneficiaries] >= Three ? Math.Min(1, f[Beneficiaries] / 4) : 0;

    private static float Takeover(FeatureVector f) =>
        f[CredentialsChangedDays] >= 0 && f[CredentialsChangedDays] <= ThreeDays && f[KnownDays] > ThreeDays
            ? Math.Min(3 * f[NewDeviceGiftShare], 1) * Math.Max(f[SweepShare], 1 - f[ResidualShare])
            : 0;

    /// <summary>Unrelated old accounts empty themselves into it from devices they had never used.</summary>
    private static float VictimFanIn(FeatureVector f) => f[RecentSenders] < FeatureMath.Log(2) ? 0 : f[NewDeviceSenderShare] * Math.Max(f[SweptSenderShare], 0.5f);
}
