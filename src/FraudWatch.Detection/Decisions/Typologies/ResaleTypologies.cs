using FraudWatch.Detection.Features;
using static FraudWatch.Detection.Features.AccountFeature;

namespace FraudWatch.Detection.Decisions.Typologies;

/// <summary>
/// Signs of the resale typologies (R1–R10) in an account's figures. Wide on purpose: they choose candidates and name what
/// they resemble; whether an account is flagged is the resale model's decision.
/// </summary>
internal static class ResaleTypologies
{
    private static readonly float Two = FeatureMath.Log(2);
    private static readonly float ThreeDays = FeatureMath.Log(3);

    public static Suspicion Strongest(FeatureVector f) => default(Suspicion)
        .Or(Typology.CardedStock, AccountRole.Seller, Carded(f))
        .Or(Typology.TopupAgent, AgentRole(f), Agent(f))
        .Or(Typology.GiftDelivery, AccountRole.Seller, Delivery(f))
        .Or(Typology.AccountStock, AccountRole.SoldAccount, Stock(f))
        .Or(Typology.RegionArbitrage, AccountRole.Seller, Arbitrage(f))
        .Or(Typology.RefundAbuse, AccountRole.Seller, Math.Min(1, (1.5f * f[RefundedAfterSpendingShare]) + (0.5f * f[RefundedShare])))
        .Or(Typology.GiftCardStock, AccountRole.Seller, f[GiftCardShare] * Math.Min(1, f[GiftCards1d] / 3))
        .Or(Typology.PayerHub, AccountRole.Hub, f[Beneficiaries] >= Two ? Math.Min(1, f[Beneficiaries] / 4) : 0)
        .Or(Typology.AccountTakeover, AccountRole.Victim, Takeover(f));

    private static float Carded(FeatureVector f)
    {
        float cards = Math.Clamp((f[Instruments] - 1) / 3, 0, 1);
        float foreignCard = 0.2f * f[InstrumentCountryMismatch] * f[NewInstrumentShare];
        return f[Purchases] + f[Declines] <= 0
            ? 0
            : Math.Min(1, (0.5f * f[DeclineShare]) + (0.4f * cards) + f[ChargedBackShare] + foreignCard + (0.15f * f[SweepShare] * f[NewInstrumentShare]));
    }

    private static float Agent(FeatureVector f)
    {
        float instrument = Math.Clamp((f[InstrumentDegree] - 1) / 3, 0, 1);
        float device = Math.Clamp((f[PurchaseDeviceDegree] - 1) / 3, 0, 1) * Math.Max(f[ForeignDeviceShare], f[PayerOnlyDevice]);
        return Math.Max(instrument, Math.Max(device, 0.6f * f[PaidByOthersShare] * Math.Min(1, f[PayerDegree] / 3)));
    }

    /// <summary>Somebody else bought on a foreign device or card for an account that otherwise lives normally: a customer.</summary>
    private static AccountRole AgentRole(FeatureVector f) =>
        f[ForeignDeviceShare] > 0 || (f[PaidByOthersShare] > 0 && f[Beneficiaries] <= 0) ? AccountRole.Buyer : AccountRole.Seller;

    private static float Delivery(FeatureVector f) =>
        Math.Min(1, Math.Max(0, f[RecentRecipients] - 1) / 3) * (1 - f[RepeatShare]) * Math.Max(f[ShortDwellShare], 0.4f);

    private static float Stock(FeatureVector f)
    {
        bool handedOver = f[CredentialsChangedDays] >= 0 && f[CredentialsChangedDays] <= ThreeDays + 1;
        float otherDevice = Math.Max(f[NewDeviceGiftShare], f[PayerOnlyDevice]);
        float cohort = 0.5f * Math.Clamp((f[DeviceDegree] - 1) / 3, 0, 1) * (f[Purchases] > 0 ? 1 : 0);
        return Math.Max(handedOver ? 0.3f + (0.7f * otherDevice) : 0.5f * otherDevice, cohort);
    }

    private static float Arbitrage(FeatureVector f) =>
        f[Purchases] <= 0 ? 0 : Math.Min(1, f[IpCountryMismatch] * Math.Clamp((1 - f[PriceToHome]) * 4, 0, 1));

    private static float Takeover(FeatureVector f) =>
        f[CredentialsChangedDays] >= 0 && f[CredentialsChangedDays] <= ThreeDays && f[KnownDays] > ThreeDays
            ? Math.Min(f[NewDeviceGiftShare], 1) * Math.Max(f[SweepShare], 1 - f[ResidualShare])
            : 0;
}
