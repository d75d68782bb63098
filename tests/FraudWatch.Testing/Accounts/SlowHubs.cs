namespace FraudWatch.Testing.Accounts;

/// <summary>
/// Who shares what, remembered use by use and read by looking at all of it: the slow twin of the links between accounts and
/// of how alike they are. Knows no cap: for hubs that the links still tell something about.
/// </summary>
public sealed class SlowHubs
{
    private const long Day = 24L * 60 * 60 * 1000;

    private readonly List<(string Kind, string Token, string Account, long At)> _uses = [];
    private readonly Dictionary<string, (long Coins, string Storefront)> _firstBuys = [];
    private readonly Dictionary<string, long> _created = [];
    private readonly Dictionary<string, string> _payouts = [];

    public void Created(string account, long at) => _created[account] = Math.Min(at, _created.GetValueOrDefault(account, long.MaxValue));

    public void Used(string kind, string token, string account, long at) => _uses.Add((kind, token, account, at));

    public void Bought(string account, long coins, string storefront) => _firstBuys.TryAdd(account, (coins, storefront));

    public void Withdrew(string account, string payout, long at)
    {
        Used("payout", payout, account, at);
        _payouts[account] = payout;
    }

    /// <summary>
    /// Of the most shared entity of a kind that the account has used: how many share it, the share of pairs whose first
    /// purchase was the same, the share created within a day of another, the share that came within a week.
    /// </summary>
    public (int Degree, double FirstBuy, double CreatedTogether, double New) MostShared(string kind, string account, long now)
    {
        (int Degree, double, double, double) most = default;
        foreach (string token in TokensOf(kind, account))
        {
            string[] sharing = Sharing(kind, token, now);
            if (sharing.Length > Math.Max(1, most.Degree))
            {
                most = (sharing.Length, FirstBuy(sharing), CreatedTogether(sharing), New(kind, token, sharing, now));
            }
        }

        return most;
    }

    private IEnumerable<string> TokensOf(string kind, string account) => kind switch
    {
        "payout" => _payouts.TryGetValue(account, out string? payout) ? [payout] : [],

        // Whom the account pays for, then those who pay for it.
        "payer" => [account, .. _uses.Where(u => u.Kind == kind && u.Account == account).Select(u => u.Token)],
        _ => _uses.Where(u => u.Kind == kind && u.Account == account).Select(u => u.Token).Distinct(),
    };

    private string[] Sharing(string kind, string token, long now) =>
        [.. _uses.Where(u => u.Kind == kind && u.Token == token && (u.At / Day) >= (now / Day) - 30).Select(u => u.Account).Distinct()];

    private double FirstBuy(string[] accounts)
    {
        int alike = 0;
        int pairs = 0;
        for (int i = 0; i < accounts.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                pairs++;
                alike += _firstBuys.TryGetValue(accounts[i], out var one) && _firstBuys.TryGetValue(accounts[j], out var other) && one == other ? 1 : 0;
            }
        }

        return (double)alike / pairs;
    }

    private double CreatedTogether(string[] accounts) =>
        (double)accounts.Count(a => accounts.Any(b => a != b && Math.Abs(_created[a] - _created[b]) <= Day)) / accounts.Length;

    private double New(string kind, string token, string[] accounts, long now) =>
        (double)accounts.Count(a => _uses.First(u => u.Kind == kind && u.Token == token && u.Account == a).At / Day > (now / Day) - 7) / accounts.Length;
}
