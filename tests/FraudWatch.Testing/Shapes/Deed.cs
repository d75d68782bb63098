using FraudWatch.Detection.Events;
using FraudWatch.Testing.Events;

namespace FraudWatch.Testing.Shapes;

/// <summary>One thing that an account did, as plain as it gets: what the twins of the account shapes recount from.</summary>
public sealed record Deed(string Id, EventType Type, long At, string Account)
{
    /// <summary>Who got the gift.</summary>
    public string? Other { get; init; }

    public long Coins { get; init; }

    public string? Device { get; init; }

    public string? Network { get; init; }

    public string? Card { get; init; }

    public string? Payout { get; init; }

    public EventObject ToEvent()
    {
        EventObject made = Type switch
        {
            EventType.GiftSent => EventObject.Gift(Id, At, Account, Other!, Coins),
            EventType.CoinPurchased => EventObject.Purchase(Id, At, Account, Coins).With("instrument_id", Card!),
            EventType.DiamondExchanged => EventObject.Of("diamond.exchanged", Id, At, Account).With("diamonds", Coins).With("coins", Coins),
            EventType.DiamondWithdrawn => EventObject.Withdrawal(Id, At, Account).With("payout_id", Payout!),
            _ => throw new InvalidOperationException($"expected a gift, a purchase, an exchange or a withdrawal, found {Type}"),
        };
        made = Device is null ? made : made.With("device_id", Device);
        return Network is null ? made : made.With("ip_hash", Network);
    }
}
