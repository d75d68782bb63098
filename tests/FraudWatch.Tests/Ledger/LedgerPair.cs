using System.Text;
using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Ledger;
using FraudWatch.Detection.State;
using FraudWatch.Testing.Ledger;

namespace FraudWatch.Tests.Ledger;

/// <summary>The ledger and its slow twin, moved by the same random stream of purchases, gifts, cash-outs and reversals.</summary>
internal sealed class LedgerPair(int seed)
{
    private const int Accounts = 6;
    private const int OrderIds = 14;

    private readonly Random _random = new(seed);
    private readonly OrderBook _orders = new();
    private long _reference;
    private long _at = 1_767_225_600_000;

    public CoinLedger Fast { get; private set; } = new();

    public CoinByCoin Slow { get; } = new();

    public TaintBook Taints { get => field ??= new TaintBook(Fast); private set; }

    /// <summary>Orders that have coins.</summary>
    public SortedSet<int> Orders { get; } = [];

    public void Run(int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            Step();
        }
    }

    /// <summary>Goes on with a ledger that was saved and loaded.</summary>
    public void Restart()
    {
        using var file = new MemoryStream();
        var to = new StateWriter(file);
        Save(to, "ledger", Fast);
        Save(to, "taints", Taints);
        to.Finish();
        file.Position = 0;
        var from = new StateReader(file);
        Fast = new CoinLedger();
        Taints = new TaintBook(Fast);
        Load(from, "ledger", Fast);
        Load(from, "taints", Taints);
        from.Finish();
    }

    private static void Save(StateWriter to, string section, ISavedState part)
    {
        to.Begin(section);
        part.Save(to);
        to.End();
    }

    private static void Load(StateReader from, string section, ISavedState part)
    {
        from.Begin(section);
        part.Load(from);
        from.End();
    }

    private void Step()
    {
        _at += _random.Next(40_000_000);

        // Now and then much happens elsewhere.
        _reference += _random.Next(30) == 0 ? 70_000 : 1;
        int account = _random.Next(Accounts);
        int other = (account + 1 + _random.Next(Accounts - 1)) % Accounts;
        switch (_random.Next(12))
        {
            case < 3:
                Buy(account, _random.Next(1, 60));
                break;
            case < 7:
                Gift(account, other);
                break;
            case 7:
                Exchange(account);
                break;
            case 8:
                long diamonds = _random.Next(1, 25);
                Fast.Withdraw(account, diamonds, _at, _reference);
                Slow.Withdraw(account, diamonds);
                break;
            default:
                Reverse(_random.Next(5));
                break;
        }
    }

    private void Buy(int account, long coins)
    {
        byte[] id = OrderId();
        bool isNew = _orders.Book(id, account, coins, out OrderReversal waiting);
        int order = isNew ? _orders.NumberOf(id) : -1;
        Fast.Buy(account, order, coins, LotMarks.None, _at, _reference);
        Slow.Buy(account, order, coins, _reference);
        if (isNew)
        {
            Orders.Add(order);
            Apply(waiting, order);
        }
    }

    private void Gift(int account, int other)
    {
        long coins = _random.Next(1, 50);
        long diamonds = _random.Next(4) switch { 0 => coins / 2, 1 => coins * 2, 2 => 0, _ => _random.Next(1, 60) };
        Fast.Gift(account, other, coins, diamonds, _at, _reference);
        Slow.Gift(account, other, coins, diamonds);
    }

    private void Exchange(int account)
    {
        // Often what there is, so that coins make several rounds.
        long has = Fast.DiamondsUndrawn(account);
        long diamonds = has > 0 && _random.Next(3) > 0 ? _random.NextInt64(1, has + 1) : _random.Next(1, 40);
        long coins = _random.Next(3) == 0 ? _random.Next(0, 50) : diamonds;
        Fast.Exchange(account, diamonds, coins, _at, _reference);
        Slow.Exchange(account, diamonds, coins);
    }

    private void Reverse(int kind)
    {
        byte[] id = OrderId();
        long coins = _random.Next(1, 60);
        OrderReversal reversal = kind switch
        {
            0 => _orders.Refund(id, coins),
            < 4 => _orders.ChargeBack(id, coins),
            _ => _orders.Reinstate(id, coins),
        };
        if (reversal.Account >= 0)
        {
            Apply(reversal, _orders.NumberOf(id));
        }
    }

    private void Apply(in OrderReversal reversal, int order)
    {
        Fast.Refund(order, reversal.Refunded);
        Slow.Refund(order, reversal.Refunded);
        if (reversal.ChargedBack > 0)
        {
            Fast.ChargeBack(order, reversal.ChargedBack);
            Taints.Strike(order);
            Slow.ChargeBack(order, reversal.ChargedBack);
        }

        if (reversal.Reinstated > 0)
        {
            Fast.Reinstate(order, reversal.Reinstated, _at, _reference);
            Slow.Reinstate(order, reversal.Reinstated, _reference);
        }
    }

    private byte[] OrderId() => Encoding.UTF8.GetBytes($"o{_random.Next(OrderIds)}");
}
