using FraudWatch.Detection.Events;

namespace FraudWatch.Testing.Shapes;

/// <summary>
/// A small random stream made to collide: few devices, networks, cards and payouts; ties, repeated events, events late by minutes
/// and by days, and pauses long enough for everything to expire.
/// </summary>
public sealed class RandomDeeds
{
    /// <summary>How long the graph keeps gifts, milliseconds.</summary>
    public const long Window = 5 * Day;

    private const long Minute = 60_000;
    private const long Day = 24 * 60 * Minute;
    private readonly Random _random;
    private readonly int _accounts;
    private readonly int _tokens;
    private readonly int _collectors;
    private readonly bool _isBusy;

    /// <summary>Whether most buy once, give all of it to their favourite and come back no more.</summary>
    private readonly bool _isFlock;

    public RandomDeeds(int seed)
    {
        _random = new Random(seed);
        _accounts = _random.Next(7, 22);
        _tokens = _random.Next(1, 7);
        _collectors = _random.Next(1, 4);
        _isBusy = _random.Next(2) == 0;
        _isFlock = _random.Next(3) == 0;
        long now = Events.RandomEvents.Start;
        for (int i = 0, count = _random.Next(20, 70); i < count; i++)
        {
            now += Pause();
            All.Add(_random.Next(12) == 0 && All.Count > 0 ? All[_random.Next(All.Count)] : Next(TimeOf(now), i));
        }
    }

    /// <summary>In the order they are processed; a repeated one has the id and the content of the first.</summary>
    public List<Deed> All { get; } = [];

    private long Pause() => _random.Next(_isBusy || _isFlock ? 40 : 12) switch
    {
        0 => _random.Next(1, 40) * Day,
        1 => _random.Next(1, 3) * Day,
        < 5 => 0,
        _ => _random.Next(120) * Minute,
    };

    private long TimeOf(long now) => _random.Next(10) switch
    {
        0 => now - (_random.Next(11) * Minute),
        1 => now - (_random.Next(3) * Day),
        _ => now,
    };

    private Deed Next(long at, int number)
    {
        int who = _isFlock && _random.Next(12) > 0 ? number / 2 % _accounts : _random.Next(_accounts);
        Deed deed = new($"e{_random.Next(10)}-{number}", Type(number), at, _random.Next(8) == 0 ? Collector(_random.Next(_collectors)) : $"u{who}")
        {
            Coins = _isFlock ? _random.Next(6, 8) * 100 : _random.Next(1, 8) * 100,
            Device = _random.Next(3) == 0 ? Token("d") : null,
            Network = _random.Next(4) == 0 ? Token("h") : null,
        };
        return deed.Type switch
        {
            EventType.GiftSent => deed with { Other = Receiver(who, deed.Account) },
            EventType.CoinPurchased => deed with { Card = _random.Next(2) == 0 ? $"own-{deed.Account}" : Token("card") },
            EventType.DiamondWithdrawn => deed with { Account = Collector(_random.Next(_collectors + 2)), Payout = Token("bank") },
            _ => deed,
        };
    }

    private EventType Type(int number) => _random.Next(20) switch
    {
        < 17 when _isFlock => number % 2 == 0 ? EventType.CoinPurchased : EventType.GiftSent,
        0 or 1 => EventType.DiamondWithdrawn,
        2 => EventType.DiamondExchanged,
        < 9 => EventType.CoinPurchased,
        _ => EventType.GiftSent,
    };

    /// <summary>Mostly one's own favourite, so that many give to nobody else.</summary>
    private string Receiver(int who, string giver)
    {
        string receiver = _random.Next(10) == 0 ? $"u{_random.Next(_accounts)}" : Collector(who % _collectors);
        return receiver == giver ? "someone" : receiver;
    }

    private static string Collector(int number) => $"c{number}";

    private string Token(string kind) => $"{kind}{_random.Next(_tokens)}";
}
