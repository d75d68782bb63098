using System.IO.Hashing;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Shapes;

/// <summary>
/// T9: matches whose two hosts are funded by the same accounts. Rival fans give to their own side; who gives to both in one
/// match makes it a show. Size: gifts of such accounts to the host within the window, as a running count. Clarity:
/// their share of the host's coins from matches. Either host is an anchor.
/// </summary>
internal sealed class SharedMatch(ShapeContext context) : GiftShape(context, Shape.SharedMatch)
{
    /// <summary>Fewest gifts of both-sided funders that make the shape.</summary>
    public const int LeastGifts = 4;

    /// <summary>Least share of a host's match coins that both-sided funders gave, in thousandths.</summary>
    private const int LeastShare = 400;

    private readonly MatchLedger _matches = new();
    private readonly List<int> _funders = [];
    private MatchIncome[] _income = [];

    /// <summary>Share of an account's match coins that came from funders of both sides, in thousandths; 0 without matches in the window.</summary>
    public int BothSidedShare(int host, long now)
    {
        MatchIncome income = host < _income.Length ? _income[host] : default;
        return income.Coins == 0 || now - income.Since > 2 * Graph.Window ? 0 : (int)((Int128)income.BothSidedCoins * 1000 / income.Coins);
    }

    public override void Look(in SeenGift gift)
    {
        if (!gift.Event.Has(TextField.MatchId))
        {
            return;
        }

        ulong match = XxHash3.HashToUInt64(gift.Event.Text(TextField.MatchId));
        int host = gift.Recipient.Index;
        int opponent = _matches.Note(match, host, gift.Sender.Index, out bool bothSided);
        MatchIncome income = Count(host, gift.Event, bothSided);
        int share = (int)((Int128)income.BothSidedCoins * 1000 / income.Coins);
        if (!bothSided || opponent < 0 || income.BothSidedGifts < LeastGifts || share < LeastShare)
        {
            return;
        }

        _matches.CollectBothSided(match, _funders);
        Begin(host, AccountRole.Collector);
        Add(opponent, AccountRole.Collector);
        foreach (int funder in _funders)
        {
            Add(funder, AccountRole.Source);
        }

        Note(new ShapeFinding(host, gift.Event.OccurredAt, income.BothSidedGifts, share));
    }

    /// <summary>Adds a gift; after a window the counts are halved, so that old matches fade.</summary>
    private MatchIncome Count(int host, ParsedEvent gift, bool bothSided)
    {
        MakeRoomFor(host);
        ref MatchIncome income = ref _income[host];
        income.Since = income.Coins == 0 ? gift.OccurredAt : income.Since;
        if (gift.OccurredAt - income.Since > Graph.Window)
        {
            income.Coins /= 2;
            income.BothSidedCoins /= 2;
            income.BothSidedGifts /= 2;
            income.Since = gift.OccurredAt;
        }

        income.Coins += gift.Coins;
        income.BothSidedCoins += bothSided ? gift.Coins : 0;
        income.BothSidedGifts += bothSided ? 1 : 0;
        return income;
    }

    public override void Save(StateWriter to)
    {
        to.Part(_matches);
        int used = Array.FindLastIndex(_income, income => income.Coins != 0) + 1;
        to.Count(used);
        for (int host = 0; host < used; host++)
        {
            to.Figures(ref _income[host]);
        }
    }

    public override void Load(StateReader from)
    {
        from.Part(_matches);
        int used = from.Count();
        for (int host = 0; host < used; host++)
        {
            MakeRoomFor(host);
            from.Figures(ref _income[host]);
        }
    }

    private void MakeRoomFor(int host)
    {
        if (host >= _income.Length)
        {
            Array.Resize(ref _income, Math.Max(64, Math.Max(host + 1, _income.Length * 2)));
        }
    }

    private struct MatchIncome : ISavedFigures
    {
        public long Since;
        public long Coins;
        public long BothSidedCoins;
        public int BothSidedGifts;

        void ISavedFigures.Exchange<TFields>(TFields state)
        {
            Coins = state.Number(Coins);
            if (Coins == 0)
            {
                return;
            }

            Since = state.Time(Since);
            BothSidedCoins = state.Number(BothSidedCoins);
            BothSidedGifts = state.Small(BothSidedGifts);
        }
    }
}
