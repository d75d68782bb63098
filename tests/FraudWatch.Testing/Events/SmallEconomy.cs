using FraudWatch.Detection.Events;

namespace FraudWatch.Testing.Events;

/// <summary>Writes a small economy event by event: everyone has a device, a card and a country of their own unless told otherwise.</summary>
public sealed class SmallEconomy
{
    public const long Minute = 60_000;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    private readonly List<EventObject> _events = [];

    /// <summary>Time of the next event, Unix milliseconds; every event moves it on by a second.</summary>
    public long Now { get; private set; } = RandomEvents.Start;

    public IReadOnlyList<EventObject> Events => _events;

    /// <summary>The events since the last call.</summary>
    public EventObject[] Take()
    {
        EventObject[] taken = [.. _events];
        _events.Clear();
        return taken;
    }

    public SmallEconomy Wait(long milliseconds)
    {
        Now += milliseconds;
        return this;
    }

    public EventObject Buy(string order, string account, long coins = 1000) => Add(EventObject.Purchase(order, Now, account, coins).With("order_id", order).With("instrument_id", "card-" + account), account);

    public EventObject Decline(string id, string account) => Add(
        EventObject.Purchase(id, Now, account).With("order_id", id).With("type", "coin.purchase_declined").With("instrument_id", "card-" + id).With("decline_code", "do_not_honour"), account);

    public EventObject Gift(string id, string from, string to, long coins) => Add(EventObject.Gift(id, Now, from, to, coins), from);

    public EventObject Reverse(string type, string id, string account, string order, long coins) =>
        Add(EventObject.Of(type, id, Now, account).With("order_id", order).With("coins", coins).WithRaw("price_usd", "10"), account);

    public EventObject ChargeBack(string id, string account, string order, long coins) => Reverse("coin.charged_back", id, account, order, coins);

    public EventObject Exchange(string id, string account, long diamonds, long coins) =>
        Add(EventObject.Of("diamond.exchanged", id, Now, account).With("diamonds", diamonds).With("coins", coins), account);

    public EventObject Withdraw(string id, string account, long diamonds) => Add(EventObject.Withdrawal(id, Now, account, diamonds).With("payout_id", "bank-" + account), account);

    public EventObject Reset(string id, string account) => Add(EventObject.Of("account.credentials_changed", id, Now, account), account);

    public EventObject Act(string id, string account, string action, Guid flag)
    {
        EventObject next = EventObject.Action(id, Now, account, action).With("flag_id", flag.ToString());
        _events.Add(next);
        Now += 1000;
        return next;
    }

    private EventObject Add(EventObject next, string account)
    {
        next.With("device_id", "phone-" + account).With("ip_hash", "home-" + account).With("ip_country", "TR").With("account_created_at", WireTime.Format(RandomEvents.Start - (100 * Day)));
        _events.Add(next);
        Now += 1000;
        return next;
    }
}
