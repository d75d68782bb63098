namespace FraudWatch.Detection.Accounts;

/// <summary>
/// How alike the accounts are that lately used one device, instrument, network, payout or payer, in thousandths; 0 when
/// fewer than two did, or so many that sharing it says nothing. Stock made for sale is loaded by one routine and made in
/// batches; the members of a family, the guests of a café and the creators of a studio came one by one and bought what each
/// of them liked.
/// </summary>
/// <param name="FirstBuy">
/// Of all pairs of these accounts, those whose first purchases were the same: as many coins, in the same storefront. Pairs
/// and not the most common purchase, because the most common one of two accounts is half of them at least, and of all pairs,
/// because two buyers among twenty accounts are not what the twenty have in common.
/// </param>
/// <param name="CreatedTogether">Of those of these accounts whose age is known, those created within a day of another one of them.</param>
/// <remarks>
/// Read off the at most <see cref="LinkTable.MostAccounts"/> accounts that count at that moment, so that nothing has to be
/// taken back when one of them leaves the window: O(1) a hub.
/// </remarks>
public readonly record struct HubLikeness(int FirstBuy, int CreatedTogether)
{
    private const long Day = 24L * 60 * 60 * 1000;
    private const int StorefrontBits = 20;

    /// <summary>Reads how alike the accounts are that count for an entity at a time, Unix milliseconds.</summary>
    public static HubLikeness Of(AccountBook book, LinkTable links, int entity, long at)
    {
        Span<int> users = stackalloc int[LinkTable.MostAccounts];
        users = users[..links.Sharing(entity, at, users)];
        if (users.Length < 2)
        {
            return default;
        }

        Span<long> created = stackalloc long[users.Length];
        Span<long> bought = stackalloc long[users.Length];
        int buyers = 0;
        int dated = 0;
        for (int i = 0; i < users.Length; i++)
        {
            AccountState account = book[users[i]];
            if (account.CreatedAt != AccountState.Never)
            {
                created[dated++] = account.CreatedAt;
            }

            if (account.Purchases > 0)
            {
                bought[buyers++] = FirstBuyOf(account);
            }
        }

        int pairs = users.Length * (users.Length - 1) / 2;
        return new HubLikeness(EqualPairs(bought[..buyers]) * 1000 / pairs, dated < 2 ? 0 : Neighbours(created[..dated]) * 1000 / dated);
    }

    /// <summary>Coins of the first purchase, and the storefront of it as long as the account remembers that.</summary>
    private static long FirstBuyOf(AccountState account) =>
        (account.FirstPurchaseCoins << StorefrontBits) | (account.Storefronts.Count == 0 ? 0 : (long)account.Storefronts[0].Token & ((1 << StorefrontBits) - 1));

    private static int EqualPairs(Span<long> values)
    {
        values.Sort();
        int pairs = 0;
        int run = 0;
        for (int i = 1; i < values.Length; i++)
        {
            run = values[i] == values[i - 1] ? run + 1 : 0;
            pairs += run;
        }

        return pairs;
    }

    /// <summary>Times that have another one within a day.</summary>
    private static int Neighbours(Span<long> times)
    {
        times.Sort();
        int near = 0;
        for (int i = 0; i < times.Length; i++)
        {
            bool before = i > 0 && times[i] - times[i - 1] <= Day;
            bool after = i + 1 < times.Length && times[i + 1] - times[i] <= Day;
            near += before || after ? 1 : 0;
        }

        return near;
    }
}
