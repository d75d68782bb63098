using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Decisions.Typologies;
using FraudWatch.Detection.Features;
using Xunit;
using static FraudWatch.Detection.Features.AccountFeature;

namespace FraudWatch.Tests.Features;

/// <summary>What others did with an account is told from what its owner does, and from a second phone of the owner's.</summary>
public sealed class OtherHandsTests
{
    private const long Hour = 60L * 60 * 1000;
    private const long Day = 24 * Hour;
    private const int Phone = 1;
    private const int Other = 2;

    private readonly AccountState _account = new() { Index = 0, FirstSeenAt = 0, CreatedAt = 0 };

    [Fact]
    public void What_an_agent_buys_on_a_device_that_never_gifts_is_others_by_coins_and_not_by_purchases()
    {
        Use(Phone, from: 0, to: 40 * Day, gifts: 30);
        Use(Other, from: 10 * Day, to: 30 * Day, gifts: 0);
        Buy(Phone, 100);
        Buy(Phone, 100);
        Buy(Other, 800);

        Assert.Equal(0.8f, Figures()[BoughtByOthersShare]);
    }

    [Fact]
    public void What_another_account_pays_for_is_others_and_what_carries_neither_payer_nor_device_is_left_out()
    {
        Use(Phone, from: 0, to: 40 * Day, gifts: 30);
        Buy(Phone, 300);
        Buy(Token.None, 5000);
        Buy(Token.None, 700, payer: 9);

        Assert.Equal(0.7f, Figures()[BoughtByOthersShare]);
    }

    [Fact]
    public void What_carries_neither_is_others_where_another_account_had_paid_with_the_instrument_before()
    {
        Buy(Token.None, 300);
        _account.BoughtRecently.Add(new PurchaseRecord { Coins = 700, Device = Token.None, Payer = Token.None, InstrumentIsForeign = true });
        Assert.Equal(1f, Figures()[BoughtByOthersShare]);

        Use(Phone, from: 0, to: 40 * Day, gifts: 30);
        Buy(Phone, 700);
        Assert.Equal(0.5f, Figures()[BoughtByOthersShare]);
    }

    [Fact]
    public void Gifts_and_purchases_of_a_device_that_came_and_went_while_the_owners_stayed_are_others()
    {
        Use(Phone, from: 0, to: 40 * Day, gifts: 30);
        Use(Other, from: 20 * Day, to: (20 * Day) + Hour, gifts: 2);
        Gift(5 * Day, 100);
        Gift((20 * Day) + 1000, 900);
        Buy(Other, 900);

        FeatureVector figures = Figures();
        Assert.Equal((0.9f, 1f), (figures[GiftedByOthersShare], figures[BoughtByOthersShare]));
        Assert.Equal(AccountRole.Victim, RoleOf(figures, AccountRole.Source));
    }

    [Theory]
    [InlineData(0, 40, true)]
    [InlineData(0, 19, false)] // The old phone was never seen again: a new phone, or a sale.
    [InlineData(19.5, 40, false)] // Both came within a day.
    public void A_visit_needs_an_owner_before_and_after_it(double ownerFrom, double ownerTo, bool isVisit)
    {
        Use(Phone, from: (long)(ownerFrom * Day), to: (long)(ownerTo * Day), gifts: 30);
        Use(Other, from: 20 * Day, to: (20 * Day) + Hour, gifts: 2);
        Gift(20 * Day, 900);

        Assert.Equal(isVisit ? 1 : 0, Figures()[GiftedByOthersShare]);
    }

    [Theory]
    [InlineData(60, 10, true)]
    [InlineData(60, 5, false)] // Soon after: one more device of the thief's.
    [InlineData(3, 10, false)] // A young account: what is seen is all there was.
    public void An_old_account_had_an_owner_before_anything_was_seen_of_it(double madeDaysBefore, double ownerSeenAt, bool isVisit)
    {
        _account.CreatedAt = -(long)(madeDaysBefore * Day);
        Use(Other, from: 0, to: Hour, gifts: 2);
        Use(Phone, from: 5 * Day, to: (long)(ownerSeenAt * Day), gifts: 3);
        Gift(1000, 900);

        Assert.Equal(isVisit ? 1 : 0, Figures()[GiftedByOthersShare]);
    }

    [Fact]
    public void Stock_that_was_loaded_before_it_was_handed_over_was_not_bought_for_somebody()
    {
        Use(Other, from: 15 * Day, to: 19 * Day, gifts: 0);
        Use(Phone, from: 20 * Day, to: 40 * Day, gifts: 30);
        Buy(Other, 800);

        Assert.Equal(0, Figures()[BoughtByOthersShare]);
    }

    [Fact]
    public void A_second_phone_that_is_used_again_is_the_owners()
    {
        Use(Phone, from: 0, to: 40 * Day, gifts: 30);
        Use(Other, from: 20 * Day, to: 21 * Day, gifts: 2);
        Gift(20 * Day, 900);
        Buy(Other, 900);

        FeatureVector figures = Figures();
        Assert.Equal((0f, 0f), (figures[GiftedByOthersShare], figures[BoughtByOthersShare]));
        Assert.Equal(AccountRole.Source, RoleOf(figures, AccountRole.Source));
    }

    [Fact]
    public void Who_is_served_is_a_buyer_unless_it_pays_for_others_or_changed_hands_and_a_collector_stays_one()
    {
        var figures = new FeatureVector();
        figures[BoughtByOthersShare] = 0.9f;
        Assert.Equal(AccountRole.Buyer, RoleOf(figures, AccountRole.Seller));
        Assert.Equal(AccountRole.Collector, RoleOf(figures, AccountRole.Collector));
        figures[BoughtByOthersShare] = 0.2f;
        Assert.Equal(AccountRole.Seller, RoleOf(figures, AccountRole.Seller));
        Assert.Equal(AccountRole.Buyer, OwnDoing.Judge(new Suspicion(Typology.TopupAgent, AccountRole.Seller, 1), figures).Role);
        figures[BoughtByOthersShare] = 0.9f;
        figures[Beneficiaries] = 1;
        Assert.Equal(AccountRole.Seller, RoleOf(figures, AccountRole.Seller));
        figures[Beneficiaries] = 0;
        figures[ChangeOfHands] = 1;
        Assert.Equal(AccountRole.Seller, RoleOf(figures, AccountRole.Seller));
    }

    [Theory]
    [InlineData(0.1f, 0f, AccountRole.Seller, AccountRole.Buyer)]
    [InlineData(0.1f, 0f, AccountRole.Hub, AccountRole.Buyer)]
    [InlineData(0f, 0.1f, AccountRole.Source, AccountRole.Victim)]
    [InlineData(0.1f, 0.1f, AccountRole.Collector, AccountRole.Collector)]
    [InlineData(0f, 0f, AccountRole.Seller, AccountRole.Seller)]
    public void In_doubt_any_share_of_others_speaks_for_the_account(float bought, float gifted, AccountRole accused, AccountRole expected)
    {
        var figures = new FeatureVector();
        (figures[BoughtByOthersShare], figures[GiftedByOthersShare]) = (bought, gifted);
        var suspicion = new Suspicion(Typology.CardedStock, accused, 1);
        Assert.Equal(accused, OwnDoing.Judge(suspicion, figures).Role);
        Assert.Equal(expected, OwnDoing.JudgeInDoubt(suspicion, figures).Role);
    }

    private static AccountRole RoleOf(FeatureVector figures, AccountRole role) =>
        OwnDoing.Judge(new Suspicion(Typology.CardedStock, role, 1), figures).Role;

    private void Use(int device, long from, long to, int gifts) =>
        _account.Devices.Add(new HabitRecord { Token = device, FirstAt = from, LastAt = to, Uses = gifts, Gifts = gifts });

    private void Buy(int device, long coins, int payer = Token.None) =>
        _account.BoughtRecently.Add(new PurchaseRecord { At = 15 * Day, Device = device, Coins = coins, Payer = payer });

    private void Gift(long at, long coins) => _account.SentRecently.Add(new GiftRecord { At = at, Coins = coins });

    private FeatureVector Figures()
    {
        var figures = new FeatureVector();
        OtherHandsFeatures.Write(_account, figures);
        return figures;
    }
}
