using System.Numerics;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Accounts;

/// <summary>
/// Which accounts were seen with a device, instrument, network, payout or payer. The accounts are kept in order of
/// appearance up to a cap; an entity with more of them (a café, a carrier's gateway) tells nothing about one account.
/// </summary>
public sealed class LinkTable(int cap) : ISavedState
{
    private readonly List<Link> _links = [];

    /// <summary>Notes that the account used the entity. Returns true when the pair is new.</summary>
    public bool Add(int entity, int account, long at)
    {
        while (_links.Count <= entity)
        {
            _links.Add(new Link());
        }

        Link link = _links[entity];
        if (link.Known(account))
        {
            return false;
        }

        link.Add(account, at, cap);
        return true;
    }

    /// <summary>Distinct accounts seen with the entity, at most the cap plus one, which stands for "more".</summary>
    public int Degree(int entity) => entity < 0 || entity >= _links.Count ? 0 : _links[entity].Total;

    /// <summary>The accounts seen with the entity, in order of appearance, at most the cap.</summary>
    public ReadOnlySpan<int> AccountsOf(int entity) =>
        entity < 0 || entity >= _links.Count ? [] : _links[entity].Accounts;

    /// <summary>When the entity was first seen, Unix milliseconds.</summary>
    public long FirstSeen(int entity) => entity < 0 || entity >= _links.Count ? long.MaxValue : _links[entity].FirstAt;

    void ISavedState.Save(StateWriter to)
    {
        to.Count(_links.Count);
        foreach (Link link in _links)
        {
            link.Save(to);
        }
    }

    void ISavedState.Load(StateReader from)
    {
        int links = from.Count();
        for (int i = 0; i < links; i++)
        {
            _links.Add(Link.Load(from, cap));
        }
    }

    private sealed class Link
    {
        private int[] _accounts = [];
        private int _held;

        public int Total { get; private set; }

        public long FirstAt { get; private set; } = long.MaxValue;

        public ReadOnlySpan<int> Accounts => _accounts.AsSpan(0, _held);

        public static Link Load(StateReader from, int cap)
        {
            var link = new Link { Total = from.Count(cap + 1), FirstAt = from.Time() };
            link._held = Math.Min(link.Total, cap);
            link._accounts = new int[Math.Min(cap, (int)BitOperations.RoundUpToPowerOf2((uint)link._held))];
            for (int i = 0; i < link._held; i++)
            {
                link._accounts[i] = from.Small();
            }

            return link;
        }

        public void Save(StateWriter to)
        {
            to.Count(Total);
            to.Time(FirstAt);
            foreach (int account in Accounts)
            {
                to.Small(account);
            }
        }

        public bool Known(int account) => Accounts.Contains(account);

        public void Add(int account, long at, int cap)
        {
            FirstAt = Math.Min(FirstAt, at);
            Total = Math.Min(Total + 1, cap + 1);
            if (_held == cap)
            {
                return;
            }

            if (_held == _accounts.Length)
            {
                Array.Resize(ref _accounts, Math.Max(1, Math.Min(cap, _held * 2)));
            }

            _accounts[_held++] = account;
        }
    }
}
