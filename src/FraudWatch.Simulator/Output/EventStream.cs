using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;
using FraudWatch.Simulator.Faults;

namespace FraudWatch.Simulator.Output;

/// <summary>Writes the contract's events, each to its topic, with the faults that streams have.</summary>
internal sealed class EventStream(Stream coinEvents, Stream giftEvents, EconomyParameters parameters)
{
    private readonly EventLine _line = new(parameters.Ids);
    private readonly FieldLosses _losses = parameters.Losses;
    private readonly Disorder _coins = new(coinEvents);
    private readonly Disorder _gifts = new(giftEvents);

    /// <summary>Events written, repeats not counted.</summary>
    public long Count { get; private set; }

    public void Checkout(
        ReadOnlySpan<byte> type, long now, (ulong Id, Account Owner) head, in Checkout checkout, (ulong Order, long Cents, string? Decline) outcome)
    {
        Begin(type, now, head.Id, head.Owner, checkout.From)
            .Field("order_id"u8, 'o', outcome.Order)
            .Field("coins"u8, checkout.Coins)
            .Dollars("price_usd"u8, outcome.Cents)
            .Field("currency"u8, checkout.Storefront.Currency)
            .Field("channel"u8, EventLine.Name(checkout.Instrument.Channel))
            .Field("storefront_country"u8, checkout.Storefront.Code)
            .Field("instrument_id"u8, 'i', checkout.Instrument.Id)
            .Field("instrument_country"u8, checkout.Instrument.Market.Code);
        if (checkout.Payer is not null && !new FieldLoss(head.Id, _losses).Payer)
        {
            _line.Field("payer_id"u8, 'u', checkout.Payer.Id);
        }

        if (outcome.Decline is not null)
        {
            _line.Field("decline_code"u8, outcome.Decline);
        }

        Finish(_coins, now, head.Id);
    }

    public void Gift(long now, ulong id, Account sender, in GiftFacts facts)
    {
        Begin("gift.sent"u8, now, id, sender, facts.Giving.From)
            .Field("recipient_id"u8, 'u', facts.Recipient.Id)
            .Field("gift_id"u8, 'g', facts.GiftId)
            .Field("quantity"u8, facts.Giving.Quantity)
            .Field("coins"u8, facts.Coins)
            .Field("diamonds"u8, facts.Diamonds);
        if (facts.Host is not null)
        {
            Room(id, facts.Host);
        }

        if (!sender.OldApp && !new FieldLoss(id, _losses).Watched)
        {
            _line.Field("watched_seconds"u8, facts.Giving.WatchedSeconds);
        }

        if (facts.Giving.Match != 0 && !new FieldLoss(id, _losses).Match)
        {
            _line.Field("match_id"u8, 'm', facts.Giving.Match);
        }

        Finish(_gifts, now, id);
    }

    public void Exchange(long now, ulong id, Creator creator, (long Diamonds, long Coins) moved, in Presence from)
    {
        Begin("diamond.exchanged"u8, now, id, creator, from)
            .Field("diamonds"u8, moved.Diamonds)
            .Field("coins"u8, moved.Coins);
        Finish(_coins, now, id);
    }

    public void Withdrawal(long now, ulong id, Creator creator, (long Diamonds, long Cents, ulong Payout) moved, in Presence from)
    {
        Begin("diamond.withdrawn"u8, now, id, creator, from)
            .Field("diamonds"u8, moved.Diamonds)
            .Dollars("amount_usd"u8, moved.Cents)
            .Field("payout_id"u8, 'p', moved.Payout);
        Finish(_coins, now, id);
    }

    // A store or a bank reverses: no device and no network of the user.
    public void Reversal(ReadOnlySpan<byte> type, long now, ulong id, Order order)
    {
        Head(type, now, id, order.Buyer)
            .Field("order_id"u8, 'o', order.Id)
            .Field("coins"u8, order.Coins)
            .Dollars("price_usd"u8, order.Cents);
        Finish(_coins, now, id);
    }

    public void Context(ReadOnlySpan<byte> type, long now, (ulong Id, Account Account) head, in Presence from)
    {
        Begin(type, now, head.Id, head.Account, from);
        Finish(_coins, now, head.Id);
    }

    public void Report(long now, ulong id, Account account)
    {
        Head("account.reported"u8, now, id, account);
        Finish(_coins, now, id);
    }

    /// <summary>Writes what was on its way when the run ended.</summary>
    public void Close()
    {
        _coins.Finish();
        _gifts.Finish();
    }

    private void Room(ulong id, Creator host)
    {
        _line.Field("room_id"u8, 'r', host.Room);
        if (!new FieldLoss(id, _losses).Viewers)
        {
            double wobble = 0.5 + AgentRandom.ToUnit(AgentRandom.Mix(id ^ host.Room));
            _line.Field("room_viewers"u8, (long)(host.Audience * wobble) + 1);
        }
    }

    private EventLine Begin(ReadOnlySpan<byte> type, long now, ulong id, Account account, in Presence from)
    {
        Head(type, now, id, account);
        var loss = new FieldLoss(id, _losses);
        if (!loss.Device)
        {
            _line.Field("device_id"u8, 'd', from.Device);
        }

        if (!loss.Network)
        {
            _line.Field("ip_hash"u8, 'n', from.Network).Field("ip_country"u8, from.Market.Code);
        }

        return _line;
    }

    private EventLine Head(ReadOnlySpan<byte> type, long now, ulong id, Account account)
    {
        _line.Begin(type, id, now, account.Id);
        if (!new FieldLoss(id, _losses).CreationTime)
        {
            _line.Time("account_created_at"u8, account.CreatedAt);
        }

        return _line;
    }

    private void Finish(Disorder topic, long now, ulong id)
    {
        _line.End();
        topic.Write(_line.Bytes, now, AgentRandom.Mix(id ^ 0xA5A5A5A5A5A5A5A5UL));
        Count++;
    }
}
