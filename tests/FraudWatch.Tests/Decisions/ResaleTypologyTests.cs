using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Decisions.Typologies;
using FraudWatch.Detection.Features;
using Xunit;
using static FraudWatch.Detection.Features.AccountFeature;

namespace FraudWatch.Tests.Decisions;

/// <summary>Each resale typology comes out of the figures that describe it, with its role, and reasons that can be said.</summary>
public sealed class ResaleTypologyTests
{
    public static TheoryData<Typology, AccountRole, (AccountFeature, float)[]> Portraits => new()
    {
        { Typology.CardedStock, AccountRole.Seller, [(Purchases, 2), (Declines, 4), (DeclineShare, 0.8f), (Instruments, 4), (NewInstrumentShare, 1)] },
        { Typology.TopupAgent, AccountRole.Hub, [(Purchases, 3), (Instruments, 1), (OwnInstrumentSpread, 4), (InstrumentDegree, 4), (InstrumentNewUsers, 0.6f)] },
        { Typology.TopupAgent, AccountRole.Buyer, [(Purchases, 3), (InstrumentDegree, 4), (BoughtByOthersShare, 1), (GiftsSent, 4)] },
        { Typology.GiftDelivery, AccountRole.Seller, [(Purchases, 3), (RecentRecipients, 4.5f), (RepeatShare, 0.1f), (ShortDwellShare, 1)] },
        { Typology.AccountStock, AccountRole.SoldAccount, [(Purchases, 1), (ChangeOfHands, 1), (CredentialsChangedDays, 1), (GiftsSent, 2)] },
        { Typology.AccountStock, AccountRole.Seller, [(Purchases, 1), (DeviceDegree, 5), (ResidualShare, 1), (CredentialsChangedDays, -1)] },
        { Typology.RegionArbitrage, AccountRole.Seller, [(Purchases, 3), (HomeCountryMismatch, 1), (PriceToHome, 0.7f)] },
        { Typology.RefundAbuse, AccountRole.Seller, [(Purchases, 3), (RefundedShare, 0.6f), (RefundedAfterSpendingShare, 0.6f)] },
        { Typology.RefundAbuse, AccountRole.Collector, [(RefundingSenderShare, 0.7f)] },
        { Typology.GiftCardStock, AccountRole.Seller, [(Purchases, 4), (GiftCardShare, 1), (GiftCards1d, 4)] },
        { Typology.MerchantNetwork, AccountRole.Hub, [(Purchases, 5), (Instruments, 3.5f), (OwnInstrumentSpread, 3), (RecentRecipients, 4), (RepeatShare, 0.1f), (ShortDwellShare, 0.8f), (InstrumentDegree, 3)] },
        { Typology.PayerHub, AccountRole.Hub, [(Purchases, 2), (Instruments, 1), (Beneficiaries, 4)] },
        { Typology.PayerHub, AccountRole.Buyer, [(Purchases, 2), (PaidByOthersShare, 1), (PayerDegree, 4)] },
        { Typology.AccountTakeover, AccountRole.Victim, [(CredentialsChangedDays, 0), (KnownDays, 6), (NewDeviceGiftShare, 0.4f), (SweepShare, 0.2f)] },
        { Typology.AccountTakeover, AccountRole.Collector, [(RecentSenders, 2), (NewDeviceSenderShare, 0.9f), (SweptSenderShare, 0.9f)] },
    };

    [Theory]
    [MemberData(nameof(Portraits))]
    public void The_portrait_of_a_typology_is_recognised_with_its_role(Typology typology, AccountRole role, (AccountFeature, float)[] portrait)
    {
        Suspicion found = ResaleTypologies.Strongest(VectorOf(portrait));
        Assert.Equal((typology, role, true), (found.Typology, found.Role, found.IsCandidate));
    }

    [Fact]
    public void All_ten_can_come_out() => Assert.Equal(
        Enum.GetValues<Typology>().Where(t => t >= Typology.CardedStock), Portraits.Select(row => row.Data.Item1).Distinct().Order());

    [Theory]
    [MemberData(nameof(Portraits))]
    public void Every_typology_and_role_has_a_reason_in_words_with_the_figure_and_the_usual_one(Typology typology, AccountRole role, (AccountFeature, float)[] portrait)
    {
        FeatureVector figures = VectorOf(portrait);
        int said = 0;
        foreach (AccountFeature feature in ReasonCatalogue.FeaturesFor(typology, role))
        {
            if (ReasonCatalogue.Say(feature, figures[feature], 0, new PriceBook()) is FlagReason reason)
            {
                said++;
                Assert.Contains("(usually ", reason.Text, StringComparison.Ordinal);
            }
        }

        Assert.True(said > 0);
    }

    [Fact]
    public void Whatever_speaks_for_a_typology_can_be_said_in_words()
    {
        foreach (Typology typology in Enum.GetValues<Typology>())
        {
            foreach (AccountRole role in Enum.GetValues<AccountRole>())
            {
                foreach (AccountFeature feature in ReasonCatalogue.FeaturesFor(typology, role))
                {
                    float telling = feature == PriceToHome ? 0.5f : feature == GiftToWithdrawalHours ? 1 : 2;
                    float usual = feature == PriceToHome ? 1 : feature == GiftToWithdrawalHours ? 2 : 0;
                    Assert.NotNull(ReasonCatalogue.Say(feature, telling, usual, new PriceBook()));
                }
            }
        }
    }

    [Theory]
    [InlineData(DeviceFirstBuyAlikeShare, 0.8f, 0.1f, "80% of the pairs of accounts on its device first bought the same pack in the same store (usually 10%)")]
    [InlineData(PriceToHome, 0.6f, 0.97f, "It pays 40% less for its coins than they cost where it lives (usually 3%)")]
    public void A_reason_gives_the_figure_and_the_usual_one(AccountFeature feature, float value, float usual, string words) =>
        Assert.Equal(words, ReasonCatalogue.Say(feature, value, usual, new PriceBook())?.Text);

    [Theory]
    [InlineData(1.2f)]
    [InlineData(0.97f)]
    [InlineData(0)]
    public void A_price_that_is_not_below_the_usual_one_or_not_known_says_nothing(float price) =>
        Assert.Null(ReasonCatalogue.Say(PriceToHome, price, 0.97f, new PriceBook()));

    [Theory]
    [InlineData(DeviceDegree, 1, 0)] // Everybody has a device.
    [InlineData(Instruments, 1, 0.9f)]
    [InlineData(PackEscalation, 1, 0.4f)]
    [InlineData(InstrumentDegree, 2.01f, 2)] // Three accounts and three, as they are told.
    [InlineData(SweepShare, 0.4002f, 0.4f)]
    [InlineData(GiftToWithdrawalHours, 2, 2)]
    [InlineData(GiftToWithdrawalHours, 3, 2)]
    [InlineData(GiftToWithdrawalHours, 2, -1)]
    [InlineData(PriceToHome, 0.6f, 0.6f)]
    public void What_equals_the_usual_as_it_is_told_or_everybody_has_says_nothing(AccountFeature feature, float value, float usual) =>
        Assert.Null(ReasonCatalogue.Say(feature, value, usual, new PriceBook()));

    [Fact]
    public void No_reason_tells_a_figure_that_is_not_worse_than_the_usual_one()
    {
        float[] values = [-1, 0, 0.0201f, 0.4f, 0.4001f, 0.98f, 1, 1.0001f, 1.5f, 2, 2.01f, 5, 11];
        foreach (AccountFeature feature in ReasonCatalogue.Features)
        {
            foreach (float value in values)
            {
                foreach (float usual in values)
                {
                    if (ReasonCatalogue.Say(feature, value, usual, new PriceBook()) is FlagReason reason)
                    {
                        Assert.True(ReasonCatalogue.LessIsWorse(feature) ? reason.Value < reason.Usual : reason.Value > reason.Usual, reason.Text);
                    }
                }
            }
        }
    }

    [Fact]
    public void An_account_with_nothing_about_it_is_no_candidate() => Assert.False(ResaleTypologies.Strongest(VectorOf([])).IsCandidate);

    private static FeatureVector VectorOf((AccountFeature Feature, float Value)[] portrait)
    {
        var figures = new FeatureVector();
        figures[CredentialsChangedDays] = -1;
        figures[PriceToHome] = 1;
        foreach ((AccountFeature feature, float value) in portrait)
        {
            figures[feature] = value;
        }

        return figures;
    }
}
