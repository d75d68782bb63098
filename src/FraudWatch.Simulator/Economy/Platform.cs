using FraudWatch.Simulator.Engine;
using FraudWatch.Simulator.Labels;
using FraudWatch.Simulator.Output;

namespace FraudWatch.Simulator.Economy;

/// <summary>What can be done on the platform. Each act moves the purses and writes its event at the schedule's present time.</summary>
internal sealed class Platform(EconomyParameters parameters, Schedule schedule, EventStream events)
{
    private const long StreamLength = 5 * SimTime.Hour;

    private long Now => schedule.Now;

    private int Today => (int)((Now - FirstDay) / SimTime.Day);

    /// <summary>Start of the run; price shocks count days from here.</summary>
    public required long FirstDay { get; init; }

    public Order Purchase(Account owner, in Checkout checkout)
    {
        long cents = parameters.Prices.Cents(checkout.Coins, checkout.Instrument.Channel, checkout.Storefront, Today);
        ulong order = NextId(owner);
        owner.Coins += checkout.Coins;
        WriteCheckout("coin.purchased"u8, owner, checkout, (order, cents, null));
        return new Order(order, owner, checkout.Coins, cents, checkout.Instrument, checkout.From);
    }

    public void Decline(Account owner, in Checkout checkout, string code)
    {
        long cents = parameters.Prices.Cents(checkout.Coins, checkout.Instrument.Channel, checkout.Storefront, Today);
        WriteCheckout("coin.purchase_declined"u8, owner, checkout, (NextId(owner), cents, code));
    }

    /// <summary>Gives what the sender holds: the sender must hold the coins.</summary>
    public void Gift(Account sender, Account recipient, in Giving giving)
    {
        long coins = (long)parameters.Gifts.Price(giving.Gift) * giving.Quantity;
        if (coins > sender.Coins)
        {
            throw new InvalidOperationException($"A gift of {coins} coins was to be paid from {sender.Coins}.");
        }

        sender.Coins -= coins;
        long diamonds = parameters.DiamondsFor(coins);
        var creator = recipient as Creator;
        if (creator is not null)
        {
            creator.Diamonds += diamonds;
            EnterRoom(creator);
            if (creator.Verdict is { } verdict && sender.Verdict?.Group == verdict.Group)
            {
                verdict.Group.Fed(Now);
            }
        }

        events.Gift(Now, NextId(sender), sender, new GiftFacts(recipient, creator, giving, coins, diamonds, parameters.Gifts.Id(giving.Gift)));
    }

    public void Exchange(Creator creator, long diamonds, in Presence from)
    {
        long coins = parameters.CoinsFor(diamonds, creator.Home);
        if (coins <= 0)
        {
            return;
        }

        creator.Diamonds -= diamonds;
        creator.Coins += coins;
        events.Exchange(Now, NextId(creator), creator, (diamonds, coins), from);
    }

    public void Withdraw(Creator creator, long diamonds, ulong payout, in Presence from)
    {
        creator.Diamonds -= diamonds;
        if (creator.Verdict is { Label: Verdict.Fraud } verdict)
        {
            verdict.Group.PaidOut(Now);
        }

        events.Withdrawal(Now, NextId(creator), creator, (diamonds, parameters.CentsFor(diamonds, creator.Home), payout), from);
    }

    public void Refund(Order order) => Reverse("coin.refunded"u8, order, -1);

    public void ChargeBack(Order order)
    {
        if (order.Buyer.FirstChargebackAt == 0)
        {
            order.Buyer.FirstChargebackAt = Now;
        }

        Reverse("coin.charged_back"u8, order, -1);
    }

    public void ReverseChargeback(Order order) => Reverse("coin.chargeback_reversed"u8, order, 1);

    public void SignIn(Account account, in Presence from) => events.Context("account.signed_in"u8, Now, (NextId(account), account), from);

    public void ChangeCredentials(Account account, in Presence from) =>
        events.Context("account.credentials_changed"u8, Now, (NextId(account), account), from);

    /// <summary>Someone reports the account; where the reporter sits is nobody's business.</summary>
    public void Report(Account account) => events.Report(Now, NextId(account), account);

    private void Reverse(ReadOnlySpan<byte> type, Order order, int sign)
    {
        order.Buyer.Coins += sign * order.Coins;
        events.Reversal(type, Now, NextId(order.Buyer), order);
    }

    private void WriteCheckout(ReadOnlySpan<byte> type, Account owner, in Checkout checkout, (ulong Order, long Cents, string? Decline) outcome) =>
        events.Checkout(type, Now, (NextId(owner), owner), checkout, outcome);

    private void EnterRoom(Creator creator)
    {
        if (creator.Room == 0 || Now - creator.RoomSince > StreamLength)
        {
            creator.RoomSince = Now;
            creator.Room = AgentRandom.Mix(creator.Id ^ (ulong)Now);
        }
    }

    private static ulong NextId(Account account) =>
        AgentRandom.Mix(account.Id + (ulong)++account.Events * 0x9E3779B97F4A7C15UL);
}
