using FraudWatch.Detection.Identity;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Accounts;

/// <summary>
/// Orders and what was reversed of them. What reversals claim beyond an order's coins is ignored and counted; a reversal
/// of an order not seen yet waits for it (contract §1).
/// </summary>
public sealed class OrderBook : ISavedState
{
    private readonly TokenTable _ids = new();
    private readonly List<Order> _orders = [];

    /// <summary>Coins claimed beyond what their orders had left.</summary>
    public long ExcessCoins { get; private set; }

    /// <summary>The number of an order that a purchase or a reversal has named, in order of first appearance; -1 for another.</summary>
    public int NumberOf(ReadOnlySpan<byte> orderId) => _ids.Find(orderId);

    /// <summary>Books a purchase; false for an order id that was booked before (a second purchase under one order is another account's mistake).</summary>
    public bool Book(ReadOnlySpan<byte> orderId, int account, long coins, out OrderReversal waiting)
    {
        Order order = OrderOf(orderId);
        waiting = default;
        if (order.Account >= 0)
        {
            return false;
        }

        order.Account = account;
        order.Coins = coins;
        waiting = Settle(order);
        return true;
    }

    /// <summary>Refunds coins of an order; the account is -1 while the order waits to be seen.</summary>
    public OrderReversal Refund(ReadOnlySpan<byte> orderId, long coins)
    {
        Order order = OrderOf(orderId);
        order.ClaimedRefund += coins;
        return Settle(order);
    }

    /// <summary>Charges back coins of an order.</summary>
    public OrderReversal ChargeBack(ReadOnlySpan<byte> orderId, long coins)
    {
        Order order = OrderOf(orderId);
        order.ClaimedChargeback += coins;
        return Settle(order);
    }

    /// <summary>A dispute won: gives back up to what was charged back.</summary>
    public OrderReversal Reinstate(ReadOnlySpan<byte> orderId, long coins)
    {
        Order order = OrderOf(orderId);
        order.ClaimedReinstatement += coins;
        return Settle(order);
    }

    void ISavedState.Save(StateWriter to)
    {
        to.Part(_ids);
        to.Number(ExcessCoins);
        foreach (Order order in _orders)
        {
            to.Figures(order);
        }
    }

    void ISavedState.Load(StateReader from)
    {
        from.Part(_ids);
        ExcessCoins = from.Number();
        for (int i = 0; i < _ids.Count; i++)
        {
            _orders.Add(from.Figures(new Order()));
        }
    }

    private Order OrderOf(ReadOnlySpan<byte> orderId)
    {
        int index = _ids.Intern(orderId);
        if (index == _orders.Count)
        {
            _orders.Add(new Order());
        }

        return _orders[index];
    }

    private OrderReversal Settle(Order order)
    {
        if (order.Account < 0)
        {
            return new OrderReversal(-1, 0, 0, 0);
        }

        long refund = Math.Min(order.ClaimedRefund, order.Coins - order.Reversed);
        order.Reversed += refund;
        long chargeback = Math.Min(order.ClaimedChargeback, order.Coins - order.Reversed);
        order.Reversed += chargeback;
        order.ChargedBack += chargeback;
        ExcessCoins += order.ClaimedRefund - refund + order.ClaimedChargeback - chargeback;
        order.ClaimedRefund = order.ClaimedChargeback = 0;

        // A reinstatement that came before its chargeback waits for it. Once a dispute was won, what is left of the claims is the
        // same win told again, and says nothing of the next chargeback.
        long reinstated = Math.Min(order.ClaimedReinstatement, order.ChargedBack);
        order.HasWon |= reinstated > 0;
        order.ClaimedReinstatement = order.HasWon ? 0 : order.ClaimedReinstatement;

        order.ChargedBack -= reinstated;
        order.Reversed -= reinstated;
        return new OrderReversal(order.Account, refund, chargeback, reinstated);
    }

    private sealed class Order : ISavedFigures
    {
        public int Account { get; set; } = -1;

        public long Coins { get; set; }

        public long Reversed { get; set; }

        public long ChargedBack { get; set; }

        public long ClaimedRefund { get; set; }

        public long ClaimedChargeback { get; set; }

        public long ClaimedReinstatement { get; set; }

        /// <summary>A dispute over it was won.</summary>
        public bool HasWon { get; set; }

        void ISavedFigures.Exchange<TFields>(TFields state)
        {
            Account = state.Small(Account);
            Coins = state.Number(Coins);
            Reversed = state.Number(Reversed);
            ChargedBack = state.Number(ChargedBack);
            ClaimedRefund = state.Number(ClaimedRefund);
            ClaimedChargeback = state.Number(ClaimedChargeback);
            ClaimedReinstatement = state.Number(ClaimedReinstatement);
            HasWon = state.Bool(HasWon);
        }
    }
}

/// <summary>What a reversal really moved.</summary>
/// <param name="Account">Owner of the order, or -1 while the order has not been seen.</param>
/// <param name="Refunded">Coins refunded.</param>
/// <param name="ChargedBack">Coins charged back.</param>
/// <param name="Reinstated">Coins given back after a dispute won.</param>
public readonly record struct OrderReversal(int Account, long Refunded, long ChargedBack, long Reinstated);
