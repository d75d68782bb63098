using FraudWatch.Detection.Decisions;

namespace FraudWatch.Replay;

/// <summary>The last version of each flag and hold, in the order in which they were first decided.</summary>
public sealed class DecisionBook
{
    private readonly List<Flag> _flags = [];
    private readonly List<Hold> _holds = [];
    private readonly Dictionary<Guid, int> _flagPlaces = [];
    private readonly Dictionary<Guid, int> _holdPlaces = [];

    public IReadOnlyList<Flag> Flags => _flags;

    public IReadOnlyList<Hold> Holds => _holds;

    public void Record(Decision decision)
    {
        if (decision.Flag is Flag flag)
        {
            Put(_flags, _flagPlaces, flag.FlagId, flag with { Accounts = new List<FlagAccount>(flag.Accounts) });
        }
        else if (decision.Hold is Hold hold)
        {
            Put(_holds, _holdPlaces, hold.HoldId, hold);
        }
        else if (decision.Growth is FlagGrowth growth && _flagPlaces.TryGetValue(growth.FlagId, out int place))
        {
            Grow((List<FlagAccount>)_flags[place].Accounts, growth);
        }
    }

    private static void Grow(List<FlagAccount> accounts, FlagGrowth growth)
    {
        foreach ((int place, FlagAccount account) in growth.Accounts)
        {
            if (place < accounts.Count)
            {
                accounts[place] = account;
            }
            else
            {
                // Members join in the order of their places.
                accounts.Add(account);
            }
        }
    }

    private static void Put<T>(List<T> list, Dictionary<Guid, int> places, Guid id, T item)
    {
        if (places.TryGetValue(id, out int place))
        {
            list[place] = item;
            return;
        }

        places.Add(id, list.Count);
        list.Add(item);
    }
}
