using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Accounts;

/// <summary>
/// What one hop leaves of a gift's coins, read off the stream: coins become diamonds by the gift, diamonds become coins
/// by the exchange. Weighted by value, because small gifts are rounded down; older sums fade by halves. Integer.
/// </summary>
public sealed class HopShare : ISavedState
{
    private const int FewExchanges = 8;

    private FadingRatio _diamondsPerCoin;
    private FadingRatio _coinsPerDiamond;

    /// <summary>Coins that an exchanged gift leaves, of its own, in thousandths, 1 to 1000; until exchanges were seen, its diamonds.</summary>
    public int Thousandths
    {
        get
        {
            long perCoin = _diamondsPerCoin.Millionths;
            long perDiamond = _coinsPerDiamond.Seen < FewExchanges ? 1_000_000 : _coinsPerDiamond.Millionths;
            return (int)Math.Clamp((long)((Int128)perCoin * perDiamond / 1_000_000_000), 1, 1000);
        }
    }

    public void AddGift(long coins, long diamonds) => _diamondsPerCoin.Add(diamonds, coins);

    public void AddExchange(long diamonds, long coins) => _coinsPerDiamond.Add(coins, diamonds);

    void ISavedState.Save(StateWriter to)
    {
        to.Figures(ref _diamondsPerCoin);
        to.Figures(ref _coinsPerDiamond);
    }

    void ISavedState.Load(StateReader from)
    {
        from.Figures(ref _diamondsPerCoin);
        from.Figures(ref _coinsPerDiamond);
    }

    private struct FadingRatio : ISavedFigures
    {
        private const int HalvedAfter = 1 << 16;
        private long _part;
        private long _whole;

        public int Seen { get; private set; }

        public readonly long Millionths => _whole == 0 ? 0 : (long)Int128.Min((Int128)_part * 1_000_000 / _whole, 1_000_000_000);

        public void Add(long part, long whole)
        {
            _part += part;
            _whole += whole;
            Seen++;
            if (Seen == HalvedAfter)
            {
                Seen /= 2;
                _part /= 2;
                _whole /= 2;
            }
        }

        void ISavedFigures.Exchange<TFields>(TFields state)
        {
            _part = state.Number(_part);
            _whole = state.Number(_whole);
            Seen = state.Small(Seen);
        }
    }
}
