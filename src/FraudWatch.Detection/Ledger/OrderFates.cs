using System.Runtime.CompilerServices;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Ledger;

/// <summary>
/// What became of orders, by number. Of most of them nothing but their lot is known, which takes four bytes; the few that
/// reversals touched have a fate of their own.
/// </summary>
internal sealed class OrderFates : ISavedState
{
    /// <summary>An order's lot plus one, 0 for none; or, below 0, the complement of its fate's number.</summary>
    private readonly FlatTable<int> _orders = new();

    private readonly FlatTable<OrderFate> _touched = new();

    public int Count => _orders.Count;

    /// <summary>Bytes that they take, pages' spare room aside.</summary>
    public long Bytes => ((long)_orders.Count * sizeof(int)) + ((long)_touched.Count * Unsafe.SizeOf<OrderFate>());

    public OrderFate Of(int order)
    {
        int known = order < _orders.Count ? _orders[order] : 0;
        return known < 0 ? _touched[~known] : OrderFate.Untouched with { LastLot = known - 1 };
    }

    /// <summary>Whether a chargeback has tainted it.</summary>
    public bool IsStruck(int order) => order < _orders.Count && _orders[order] < 0 && _touched[~_orders[order]].Stroke > 0;

    /// <summary>The fate, to be changed.</summary>
    public ref OrderFate Changing(int order)
    {
        _orders.EnsureCount(order + 1, 0);
        ref int known = ref _orders[order];
        if (known >= 0)
        {
            known = ~_touched.Add(Of(order));
        }

        return ref _touched[~known];
    }

    /// <summary>Notes the lot that the order's purchase became.</summary>
    public void NoteLot(int order, int lot)
    {
        _orders.EnsureCount(order + 1, 0);
        ref int known = ref _orders[order];
        if (known < 0)
        {
            _touched[~known].LastLot = lot;
            return;
        }

        known = lot + 1;
    }

    void ISavedState.Save(StateWriter to)
    {
        to.Part(_orders);
        to.Part(_touched);
    }

    void ISavedState.Load(StateReader from)
    {
        from.Part(_orders);
        from.Part(_touched);
        for (int order = 0; order < _orders.Count; order++)
        {
            if (~_orders[order] >= _touched.Count)
            {
                throw from.Damaged($"expected order {order} to have one of {_touched.Count} fates, found {~_orders[order]}");
            }
        }
    }
}
