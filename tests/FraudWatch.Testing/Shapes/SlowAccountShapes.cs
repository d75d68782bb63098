using FraudWatch.Detection;
using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Events;

namespace FraudWatch.Testing.Shapes;

/// <summary>
/// The slow obvious twins of mule fan-in, shared payout and self-gifting: each recounted from the list of all that was ever done.
/// A finding is its anchor, size, clarity in thousandths, and members with their roles; null for none.
/// </summary>
/// <param name="window">How long the graph keeps gifts, milliseconds.</param>
/// <param name="flaw">A mistake put in on purpose, to see that the comparison would notice one.</param>
public sealed class SlowAccountShapes(long window, AccountShapeFlaw flaw = AccountShapeFlaw.None)
{
    private const long Day = 24L * 60 * 60 * 1000;
    private const int Mules = 5;
    private readonly List<Deed> _deeds = [];

    /// <summary>Takes the next in processing order; false when its id was there before.</summary>
    public bool Add(Deed deed)
    {
        bool isNew = !_deeds.Exists(d => d.Id == deed.Id);
        _deeds.AddRange(isNew ? [deed] : []);
        return isNew;
    }

    /// <summary>Whether the newest deed is a gift that came in time to be searched through.</summary>
    public bool IsSearched => _deeds[^1].Type == EventType.GiftSent && _deeds.Max(d => d.At) - _deeds[^1].At <= FraudDetector.LateAfter;

    /// <summary>T5 around whoever got the newest gift.</summary>
    public string? MuleFanIn()
    {
        string collector = _deeds[^1].Other!;
        List<Deed> retained = Retained();
        List<Deed> gifts = [.. retained.Where(d => d.Other == collector).Reverse()];
        string[] sole = [.. gifts.Select(d => d.Account).Distinct().Where(giver => retained.TrueForAll(d => d.Account != giver || d.Other == collector))];
        string[] mules = [.. sole.Where(giver => IsSpent(giver, gifts.First(d => d.Account == giver).At))];
        long all = gifts.Sum(d => d.Coins);
        long fromMules = gifts.Where(d => mules.Contains(d.Account)).Sum(d => d.Coins);
        return sole.Length < Mules || mules.Length < Mules || fromMules * 2 < all
            ? null
            : Finding(collector, mules.Length, fromMules * 1000 / all, mules.Select(m => $"{m}:Source"));
    }

    /// <summary>T7 around whoever made the newest withdrawal.</summary>
    public string? SharedPayout()
    {
        Deed last = _deeds[^1];
        string[] owners = [.. UsersOf(d => d.Payout, last.Payout!)];
        if (owners.Length < 2)
        {
            return null;
        }

        Deed[] income = [.. _deeds.Where(d => d.Other == last.Account).TakeLast(48)];
        long shared = income.Where(d => GivesToAnother(d.Account)).Sum(d => d.Coins);
        long clarity = income.Length == 0 ? 0 : shared * 1000 / income.Sum(d => d.Coins);
        return Finding(owners[0], Current(d => d.Payout, last.Payout!), clarity, owners.Skip(1).Select(o => $"{o}:Collector"));

        bool GivesToAnother(string giver) => _deeds.Where(d => d.Account == giver && d.Type == EventType.GiftSent).TakeLast(24)
            .Any(d => d.Other != last.Account && PayoutOf(d.Other!) == last.Payout);
    }

    /// <summary>T4 around whoever got the newest gift.</summary>
    public string? SelfGifting()
    {
        Deed last = _deeds[^1];
        List<Deed> retained = Retained();
        bool isNewPair = retained.Count(d => d.Account == last.Account && d.Other == last.Other) == 1;
        if (!isNewPair || !AreOnePersons(last.Account, last.Other!))
        {
            return null;
        }

        List<Deed> gifts = [.. retained.Where(d => d.Other == last.Other).Reverse()];
        string[] own = [.. gifts.Select(d => d.Account).Distinct().Where(giver => AreOnePersons(giver, last.Other!))];
        long clarity = gifts.Where(d => own.Contains(d.Account)).Sum(d => d.Coins) * 1000 / gifts.Sum(d => d.Coins);
        return Finding(last.Other!, own.Length, clarity, own.Select(o => $"{o}:Source"));
    }

    private static string Finding(string anchor, int size, long clarity, IEnumerable<string> others) =>
        $"{size} at {clarity}: {string.Join(' ', others.Prepend($"{anchor}:Collector"))}";

    /// <summary>Gifts in the graph, oldest first: those that came in time and are within the window of the newest.</summary>
    private List<Deed> Retained()
    {
        List<Deed> inTime = [];
        long clock = long.MinValue;
        foreach (Deed deed in _deeds)
        {
            clock = Math.Max(clock, deed.At);
            inTime.AddRange(deed.Type == EventType.GiftSent && clock - deed.At <= FraudDetector.LateAfter ? [deed] : []);
        }

        long newest = inTime.Max(d => d.At);
        return [.. inTime.Where(d => newest - d.At <= window).OrderBy(d => d.At).ThenBy(d => d.Id, StringComparer.Ordinal)];
    }

    private bool IsSpent(string giver, long lastGift)
    {
        long held = 0;
        long acquired = 0;
        int days = 0;
        int purchases = 0;
        long lastSeen = long.MinValue;
        foreach (Deed deed in _deeds.Where(d => d.Account == giver))
        {
            long got = deed.Type is EventType.CoinPurchased or EventType.DiamondExchanged ? deed.Coins : 0;
            acquired += got;
            held = Math.Max(0, held + got - (deed.Type == EventType.GiftSent ? deed.Coins : 0));
            purchases += deed.Type == EventType.CoinPurchased ? 1 : 0;

            // An active day begins when the day is another than that of the latest deed; a late deed begins one too.
            days += lastSeen == long.MinValue || deed.At / Day != lastSeen / Day ? 1 : 0;
            lastSeen = Math.Max(lastSeen, deed.At);
        }

        return days <= 3 && purchases > 0 && (held <= acquired / 4 || flaw == AccountShapeFlaw.MulesMayKeepTheirCoins) && lastSeen - lastGift <= Day;
    }

    private bool AreOnePersons(string one, string other) =>
        Share(d => d.Device, one, other, mostAccounts: 12)
        || Share(d => d.Card, one, other, mostAccounts: 16)
        || Share(d => d.Network, one, other, mostAccounts: flaw == AccountShapeFlaw.CafesAreHomes ? 99 : 6)
        || (PayoutOf(one) is string payout && payout == PayoutOf(other));

    private bool Share(Func<Deed, string?> token, string one, string other, int mostAccounts) => _deeds
        .Where(d => d.Account == one && token(d) is not null)
        .Any(d => UsersOf(token, token(d)!).Contains(other) && Current(token, token(d)!) <= mostAccounts);

    private string? PayoutOf(string account) => _deeds.FindLast(d => d.Account == account && d.Payout is not null)?.Payout;

    private IEnumerable<string> UsersOf(Func<Deed, string?> token, string value) => _deeds.Where(d => token(d) == value).Select(d => d.Account).Distinct();

    /// <summary>Accounts that used a token within 30 days of the newest deed.</summary>
    private int Current(Func<Deed, string?> token, string value) => flaw == AccountShapeFlaw.NothingIsForgotten
        ? UsersOf(token, value).Count()
        : _deeds.Where(d => token(d) == value && d.At / Day >= (_deeds[^1].At / Day) - LinkTable.WindowDays).Select(d => d.Account).Distinct().Count();
}

/// <summary>A mistake put into <see cref="SlowAccountShapes"/> on purpose.</summary>
public enum AccountShapeFlaw
{
    None,
    MulesMayKeepTheirCoins,
    NothingIsForgotten,
    CafesAreHomes,
}
