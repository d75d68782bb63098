namespace FraudWatch.Testing.Ledger;

/// <summary>One coin as it was bought, or as it turned up unseen: what every coin and diamond after it goes back to.</summary>
/// <param name="order">Its order, or -1.</param>
/// <param name="purchase">The reference of the purchase; -1 for a coin never seen coming in.</param>
public sealed class Root(int order, long purchase)
{
    public int Order { get; } = order;

    public long Purchase { get; } = purchase;

    /// <summary>The coin had been spent when its order was last charged back.</summary>
    public bool Struck { get; set; }
}

/// <summary>A coin in a wallet, or a diamond: a unit with its root and how often it was exchanged since.</summary>
/// <param name="Root">Where it comes from.</param>
/// <param name="Exchanges">Exchanges on its way.</param>
/// <param name="OwnPurchase">A coin that the account bought itself: what reversals may take.</param>
public sealed record Unit(Root Root, int Exchanges, bool OwnPurchase);

/// <summary>What one account has, unit by unit, oldest first.</summary>
public sealed class UnitWallet
{
    public List<Unit> Coins { get; } = [];

    public List<Unit> Diamonds { get; } = [];

    /// <summary>Every diamond it ever received.</summary>
    public List<Unit> Received { get; } = [];

    public long CoinsIn { get; set; }

    public long CoinsGifted { get; set; }

    public long CoinsReversed { get; set; }
}

/// <summary>The ledger done slowly: every coin and diamond is an object that moves. Twin of <c>CoinLedger</c>.</summary>
public sealed class CoinByCoin
{
    private readonly Dictionary<int, UnitWallet> _wallets = [];
    private readonly Dictionary<int, List<Root>> _roots = [];
    private readonly Dictionary<int, int> _owners = [];
    private readonly Dictionary<int, long> _taken = [];

    public IReadOnlyDictionary<int, UnitWallet> Wallets => _wallets;

    /// <summary>Coins of an order that nobody paid for, by order.</summary>
    public Dictionary<int, long> Unfunded { get; } = [];

    public UnitWallet Of(int account)
    {
        if (!_wallets.TryGetValue(account, out UnitWallet? wallet))
        {
            _wallets[account] = wallet = new UnitWallet();
        }

        return wallet;
    }

    public void Buy(int account, int order, long coins, long reference)
    {
        if (order >= 0)
        {
            _owners[order] = account;
        }

        for (long i = 0; i < coins; i++)
        {
            AddCoin(account, new Root(order, reference));
        }
    }

    public void Gift(int sender, int recipient, long coins, long diamonds)
    {
        UnitWallet from = Of(sender);
        while (from.Coins.Count < coins)
        {
            from.Coins.Add(new Unit(new Root(-1, -1), 0, false));
            from.CoinsIn++;
        }

        List<Unit> spent = from.Coins.GetRange(0, (int)coins);
        from.Coins.RemoveRange(0, (int)coins);
        from.CoinsGifted += coins;
        for (long j = 0; j < diamonds; j++)
        {
            Unit diamond = spent[(int)(j * coins / diamonds)] with { OwnPurchase = false };
            Of(recipient).Diamonds.Add(diamond);
            Of(recipient).Received.Add(diamond);
        }
    }

    public void Exchange(int account, long diamonds, long coins)
    {
        List<Unit> taken = Withdraw(account, diamonds);
        for (long i = 0; i < coins; i++)
        {
            Unit source = taken[(int)(i * diamonds / coins)];
            Of(account).Coins.Add(source with { Exchanges = source.Exchanges + 1 });
            Of(account).CoinsIn++;
        }
    }

    public List<Unit> Withdraw(int account, long diamonds)
    {
        UnitWallet wallet = Of(account);
        while (wallet.Diamonds.Count < diamonds)
        {
            var unseen = new Unit(new Root(-1, -1), 0, false);
            wallet.Diamonds.Add(unseen);
            wallet.Received.Add(unseen);
        }

        List<Unit> taken = wallet.Diamonds.GetRange(0, (int)diamonds);
        wallet.Diamonds.RemoveRange(0, (int)diamonds);
        return taken;
    }

    /// <summary>Takes an order's newest coins out of the wallet; returns how many it found there.</summary>
    public long Refund(int order, long coins)
    {
        long taken = 0;
        UnitWallet wallet = Of(_owners[order]);
        for (int i = wallet.Coins.Count - 1; i >= 0 && taken < coins; i--)
        {
            if (wallet.Coins[i].OwnPurchase && wallet.Coins[i].Root.Order == order)
            {
                _roots[order].Remove(wallet.Coins[i].Root);
                wallet.Coins.RemoveAt(i);
                taken++;
            }
        }

        wallet.CoinsReversed += taken;
        return taken;
    }

    public void ChargeBack(int order, long coins)
    {
        long taken = Refund(order, coins);
        _taken[order] = _taken.GetValueOrDefault(order) + taken;
        Unfunded[order] = Unfunded.GetValueOrDefault(order) + coins - taken;
        HashSet<Root> held = [.. Of(_owners[order]).Coins.Where(c => c.OwnPurchase).Select(c => c.Root)];
        foreach (Root root in _roots[order])
        {
            root.Struck = !held.Contains(root);
        }
    }

    public void Reinstate(int order, long coins, long reference)
    {
        long lifted = Math.Min(coins, Unfunded.GetValueOrDefault(order));
        Unfunded[order] = Unfunded.GetValueOrDefault(order) - lifted;
        long given = Math.Min(coins - lifted, _taken.GetValueOrDefault(order));
        _taken[order] = _taken.GetValueOrDefault(order) - given;
        for (long i = 0; i < given; i++)
        {
            AddCoin(_owners[order], new Root(order, reference));
        }
    }

    /// <summary>The part of a unit that nobody paid for, 0 to 1.</summary>
    public double TaintOf(Unit unit) => unit.Root.Struck && unit.Root.Order >= 0
        ? Unfunded.GetValueOrDefault(unit.Root.Order) / (double)_roots[unit.Root.Order].Count(r => r.Struck)
        : 0;

    private void AddCoin(int account, Root root)
    {
        UnitWallet wallet = Of(account);
        wallet.Coins.Add(new Unit(root, 0, true));
        wallet.CoinsIn++;
        if (root.Order < 0)
        {
            return;
        }

        if (!_roots.TryGetValue(root.Order, out List<Root>? roots))
        {
            _roots[root.Order] = roots = [];
        }

        roots.Add(root);
    }
}
