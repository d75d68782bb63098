using System.Numerics;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Accounts;

/// <summary>
/// Which accounts were lately seen with a device, instrument, network, payout or payer. Accounts are kept in order of
/// appearance up to a cap, and count for 30 days after their last use; an entity with more of them (a café, a carrier's
/// gateway, a studio's door) tells nothing about one account. One that a large share of all accounts carry is a placeholder (all
/// zeros where tracking is refused): it is no entity at all, and nobody shares it.
/// </summary>
public sealed class LinkTable(int cap) : ISavedState
{
    /// <summary>A token of more accounts than the cap, and of one in so many that are active, is a placeholder.</summary>
    private const int ShareOfMany = 33;

    /// <summary>One of fewer accounts is one at this share: on the first day, and on a small platform.</summary>
    private const int ShareOfFew = 12;

    /// <summary>Fewest accounts that carry a placeholder.</summary>
    private const int FewestCarriers = 12;

    /// <summary>Among fewer active accounts any hub is a large share.</summary>
    private const int FewestActive = 100;

    /// <summary>A token of so many accounts is a placeholder, whatever their share: no farm runs on one device.</summary>
    private const int AnyShare = 2000;

    /// <summary>An account counts for an entity's degree for so many days after its last use.</summary>
    public const int WindowDays = 30;

    /// <summary>The largest cap.</summary>
    public const int MostAccounts = 64;

    /// <summary>An account is new with an entity for so many days.</summary>
    public const int NewDays = 7;

    private const long Day = 24L * 60 * 60 * 1000;

    private readonly List<Link> _links = [];

    /// <summary>How many carry those that may be placeholders.</summary>
    private readonly Dictionary<int, Crowd> _crowds = [];

    /// <summary>Notes that the account used the entity. Returns true when the pair is new, or was forgotten.</summary>
    public bool Add(int entity, int account, long at)
    {
        while (_links.Count <= entity)
        {
            _links.Add(new Link());
        }

        return _links[entity].Add(account, (int)(at / Day), cap);
    }

    /// <summary>Notes an account's first use of the entity in a period (<see cref="Crowd.PeriodOf"/>); counted once there are some.</summary>
    public void NoteUser(int entity, long at)
    {
        bool isKnown = _crowds.TryGetValue(entity, out Crowd crowd);
        if (isKnown || CarriersOf(entity) >= FewestCarriers)
        {
            crowd.Add(isKnown ? 1 : CarriersOf(entity), at);
            _crowds[entity] = crowd;
        }
    }

    /// <summary>Whether so many of the accounts that are active carry the entity that it ties nobody to anybody.</summary>
    public bool IsPlaceholder(int entity)
    {
        if (_crowds.Count == 0 || ActiveAccounts < FewestActive || !_crowds.TryGetValue(entity, out Crowd crowd))
        {
            return false;
        }

        long size = crowd.Size;
        return size >= AnyShare || size * (size > cap ? ShareOfMany : ShareOfFew) >= ActiveAccounts;
    }

    private int CarriersOf(int entity) => LinkOf(entity) is Link link ? link.Accounts.Length : 0;

    /// <summary>Accounts active lately, as the book counts them; none until it says so.</summary>
    public int ActiveAccounts { get; set; } = int.MaxValue;

    /// <summary>Distinct accounts that used the entity in the 30 days before a time, at most the cap plus one, which stands for "more".</summary>
    public int Degree(int entity, long at) => TyingLinkOf(entity) is Link link ? link.Active((int)(at / Day) - WindowDays, cap) : 0;

    /// <summary>
    /// What sharing the entity says about two accounts, in thousandths: 1 / log2(1 + degree), so that a pair counts most,
    /// a family well, a dormitory little, and a café or kiosk beyond the cap nothing. 0 when nobody shares it.
    /// </summary>
    public int Weight(int entity, long at)
    {
        int degree = Degree(entity, at);
        if (degree < 2 || degree > cap)
        {
            return 0;
        }

        int bits = BitOperations.Log2((uint)degree + 1);
        int logarithm = (bits * 1000) + ((((degree + 1) << 10) >> bits) - 1024) * 1000 / 1024;
        return 1_000_000 / logarithm;
    }

    /// <summary>Of the accounts that count, those that first used the entity within the last 7 days, in thousandths: a family is old, an agent's customers come every week.</summary>
    public int NewShare(int entity, long at) => TyingLinkOf(entity) is Link link ? link.New((int)(at / Day)) : 0;

    /// <summary>
    /// Writes the accounts that count for the entity at a time, in order of appearance, and returns how many they are: 0 for
    /// an entity that more than the cap use.
    /// </summary>
    /// <param name="entity">The device, instrument, network, payout or payer.</param>
    /// <param name="at">Unix milliseconds.</param>
    /// <param name="into">Room for <see cref="MostAccounts"/>.</param>
    public int Sharing(int entity, long at, Span<int> into) => TyingLinkOf(entity) is Link link ? link.CopyActive((int)(at / Day) - WindowDays, into) : 0;

    /// <summary>The accounts seen with the entity, in order of appearance, at most the cap.</summary>
    public ReadOnlySpan<int> AccountsOf(int entity) => TyingLinkOf(entity) is Link link ? link.Accounts : [];

    void ISavedState.Save(StateWriter to)
    {
        to.Count(_links.Count);
        foreach (Link link in _links)
        {
            link.Save(to);
        }

        to.Count(_crowds.Count);
        foreach ((int entity, Crowd crowd) in _crowds.OrderBy(c => c.Key))
        {
            to.Small(entity);
            Crowd saved = crowd;
            to.Figures(ref saved);
        }
    }

    void ISavedState.Load(StateReader from)
    {
        int links = from.Count();
        for (int i = 0; i < links; i++)
        {
            _links.Add(Link.Load(from, cap));
        }

        for (int left = from.Count(); left > 0; left--)
        {
            int entity = from.Small();
            Crowd crowd = default;
            from.Figures(ref crowd);
            _crowds.Add(entity, crowd);
        }
    }

    private Link? TyingLinkOf(int entity) => IsPlaceholder(entity) ? null : LinkOf(entity);

    private Link? LinkOf(int entity) => entity < 0 || entity >= _links.Count ? null : _links[entity];

    private sealed class Link
    {
        private int[] _accounts = [];
        private int[] _firstDays = [];
        private int[] _lastDays = [];
        private int _held;

        /// <summary>Last day, since 1970, on which an account came that there was no room for.</summary>
        private int _overflowDay = int.MinValue;

        public ReadOnlySpan<int> Accounts => _accounts.AsSpan(0, _held);

        private ReadOnlySpan<int> FirstDays => _firstDays.AsSpan(0, _held);

        private ReadOnlySpan<int> LastDays => _lastDays.AsSpan(0, _held);

        public static Link Load(StateReader from, int cap)
        {
            var link = new Link { _held = from.Count(cap), _overflowDay = from.Small() };
            link.Resize(Math.Min(cap, (int)BitOperations.RoundUpToPowerOf2((uint)link._held)));
            for (int i = 0; i < link._held; i++)
            {
                link._accounts[i] = from.Small();
                link._firstDays[i] = from.Small();
                link._lastDays[i] = from.Small();
            }

            return link;
        }

        public void Save(StateWriter to)
        {
            to.Count(_held);
            to.Small(_overflowDay);
            for (int i = 0; i < _held; i++)
            {
                to.Small(_accounts[i]);
                to.Small(_firstDays[i]);
                to.Small(_lastDays[i]);
            }
        }

        public bool Add(int account, int day, int cap)
        {
            int known = Accounts.IndexOf(account);
            if (known >= 0)
            {
                _lastDays[known] = Math.Max(_lastDays[known], day);
                return false;
            }

            if (_held == cap && !ForgetOne(day - WindowDays))
            {
                _overflowDay = Math.Max(_overflowDay, day);
                return true;
            }

            if (_held == _accounts.Length)
            {
                Resize(Math.Max(1, Math.Min(cap, _held * 2)));
            }

            _accounts[_held] = account;
            _firstDays[_held] = _lastDays[_held] = day;
            _held++;
            return true;
        }

        public int Active(int since, int cap)
        {
            if (_overflowDay >= since)
            {
                return cap + 1;
            }

            int active = 0;
            foreach (int last in LastDays)
            {
                active += last >= since ? 1 : 0;
            }

            return active;
        }

        public int CopyActive(int since, Span<int> into)
        {
            int active = 0;
            for (int i = 0; i < _held && _overflowDay < since; i++)
            {
                if (_lastDays[i] >= since)
                {
                    into[active++] = _accounts[i];
                }
            }

            return active;
        }

        public int New(int day)
        {
            int active = 0;
            int young = 0;
            for (int i = 0; i < _held; i++)
            {
                bool counts = _lastDays[i] >= day - WindowDays;
                active += counts ? 1 : 0;
                young += counts && FirstDays[i] > day - NewDays ? 1 : 0;
            }

            return active == 0 ? 0 : young * 1000 / active;
        }

        /// <summary>Makes room by the first account that no longer counts; the others keep their order.</summary>
        private bool ForgetOne(int since)
        {
            for (int i = 0; i < _held; i++)
            {
                if (_lastDays[i] < since)
                {
                    Accounts[(i + 1)..].CopyTo(_accounts.AsSpan(i));
                    FirstDays[(i + 1)..].CopyTo(_firstDays.AsSpan(i));
                    LastDays[(i + 1)..].CopyTo(_lastDays.AsSpan(i));
                    _held--;
                    return true;
                }
            }

            return false;
        }

        private void Resize(int size)
        {
            Array.Resize(ref _accounts, size);
            Array.Resize(ref _firstDays, size);
            Array.Resize(ref _lastDays, size);
        }
    }
}
