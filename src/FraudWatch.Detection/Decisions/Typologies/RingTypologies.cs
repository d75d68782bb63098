using FraudWatch.Detection.Features;
using static FraudWatch.Detection.Features.AccountFeature;

namespace FraudWatch.Detection.Decisions.Typologies;

/// <summary>
/// Signs of the ring typologies (T1, T3–T9) in an account's figures. Wide on purpose: they choose candidates and name what
/// they resemble; whether an account is flagged is the ring model's decision.
/// </summary>
internal static class RingTypologies
{
    private static readonly float FewSenders = FeatureMath.Log(3);

    public static Suspicion Strongest(FeatureVector f) => default(Suspicion)
        .Or(Typology.CircularGifting, AccountRole.Member, Circular(f))
        .Or(Typology.SelfGifting, AccountRole.Collector, f[SameOwnerShare])
        .Or(Typology.SelfGifting, AccountRole.Source, f[TopRecipientSameOwner] * f[TopRecipientShare])
        .Or(Typology.SharedPayout, AccountRole.Collector, SharedPayout(f))
        .Or(Typology.CardedToCreator, AccountRole.Collector, CardedIncome(f))
        .Or(Typology.CardedToCreator, AccountRole.Source, CardedSource(f))
        .Or(Typology.MuleFanIn, AccountRole.Collector, MuleCollector(f))
        .Or(Typology.MuleFanIn, AccountRole.Source, MuleSource(f))
        .Or(Typology.ScatterGather, AccountRole.Intermediary, PassThrough(f))
        .Or(Typology.CollusiveGroup, AccountRole.Collector, Collusive(f))
        .Or(Typology.CardedToCreator, AccountRole.Collector, f[DeniedSenderShare])
        .Or(Typology.MuleFanIn, AccountRole.Collector, f[MuleFanInSize] > 0 ? 0.4f + (0.6f * f[MuleFanInShare]) : 0)
        .Or(Typology.ScatterGather, AccountRole.Collector, f[ScatterGatherSize] > 0 ? 0.5f + (0.5f * f[ScatterGatherAgreement]) : 0)
        .Or(Typology.ScatterGather, AccountRole.Hub, f[GatherScatterSize] > 0 ? 0.4f + (0.5f * f[GatherScatterAgreement]) : 0)
        .Or(Typology.ScatterGather, AccountRole.Collector, f[ChainLength] > 0 ? 0.15f + (0.1f * f[ChainLength] * f[ChainAgreement]) : 0)
        .Or(Typology.ScatterGather, AccountRole.Source, f[FanOutSize] > 0 ? 0.2f + (0.3f * f[FanOutShare]) : 0)
        .Or(Typology.CollusiveGroup, AccountRole.Collector, f[SenderPoolSize] > 0 ? 0.2f + (0.4f * f[SenderPoolExclusiveShare]) : 0)
        .Or(Typology.CollusiveGroup, AccountRole.Collector, f[SharedMatchGifts] > 0 ? 0.4f + (0.5f * f[SharedMatchShare]) : 0)
        .Or(Typology.SelfGifting, AccountRole.Collector, f[SelfGiftingSize] > 0 ? 0.15f + (0.8f * f[SelfGiftingShare]) : 0);

    private static float Circular(FeatureVector f) => f[Cycles] > 0 ? Math.Min(1, 0.3f + f[BestCycleReturn]) : 0.6f * f[ReciprocityShare];

    private static float SharedPayout(FeatureVector f) => f[PayoutDegree] > FeatureMath.Log(1) ? Math.Min(1, 0.25f * (f[PayoutDegree] - 0.5f)) : 0;

    private static float CardedIncome(FeatureVector f) => f[CoinsReceived] <= 0
        ? 0
        : Math.Min(1, Math.Max(Math.Max(f[ReversedSenderShare], f[TaintedIncomeShare]), (0.7f * f[FreshMoneyShare]) + (0.5f * f[DecliningSenderShare])));

    private static float CardedSource(FeatureVector f)
    {
        float ownSigns = Math.Min(1, (0.6f * f[DeclineShare]) + (0.2f * f[Instruments]) + f[ChargedBackShare]);
        float recipientSigns = Math.Max(f[TopRecipientReversedSenders], f[TopRecipientFreshMoney]);
        return f[TopRecipientShare] * ownSigns * recipientSigns;
    }

    private static float MuleCollector(FeatureVector f) => f[RecentSenders] < FewSenders
        ? 0
        : ((f[YoungSenderShare] + f[SingleRecipientSenderShare] + f[SweptSenderShare]) / 3) * Math.Min(1, f[RecentSenders] / 3);

    private static float MuleSource(FeatureVector f) => f[TopRecipientSenders] < FewSenders
        ? 0
        : f[TopRecipientShare] * ((f[TopRecipientYoungSenders] + f[TopRecipientSingleSenders] + f[TopRecipientSweptSenders] + f[SweepShare]) / 4);

    private static float PassThrough(FeatureVector f) => f[GiftsSent] > 0 ? f[ExchangeFundedShare] * f[ExchangedShare] : 0;

    private static float Collusive(FeatureVector f) => f[RecentSenders] < FewSenders
        ? 0
        : 0.7f * Math.Max(f[LinkedSenderShare], f[TopSenderShare] * f[CashedOutShare]);
}
