using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Ledger;

/// <summary>
/// Gifts by number. They are most of what a ledger holds, so an ordinary one takes 20 bytes: references of events that follow
/// each other are kept as their distance from the first of 64 gifts, and numbers in as many bits as ordinary gifts need. A
/// gift that does not fit (more than 65,535 coins, say) is kept whole in a second table. No figure is rounded.
/// </summary>
internal sealed class GiftTable : ISavedState
{
    private const int BlockBits = 6;
    private const long Unset = -1;

    private readonly FlatTable<PackedGift> _gifts = new();
    private readonly FlatTable<long> _firstEvents = new();
    private readonly FlatTable<GiftMove> _whole = new();

    public int Count => _gifts.Count;

    /// <summary>Gifts that are kept whole.</summary>
    public int Whole => _whole.Count;

    /// <summary>Bytes that the gifts take, pages' spare room aside.</summary>
    public long Bytes => ((long)_gifts.Count * Unsafe.SizeOf<PackedGift>()) + ((long)_firstEvents.Count * sizeof(long)) + ((long)_whole.Count * Unsafe.SizeOf<GiftMove>());

    public GiftMove this[int number]
    {
        get
        {
            ref PackedGift gift = ref _gifts[number];
            return gift.IsWhole ? _whole[gift.WholeNumber] : gift.Unpack(_firstEvents[number >> BlockBits]);
        }
    }

    /// <summary>Where the gift starts in its sender's spent coins.</summary>
    public long CoinStartOf(int number)
    {
        ref PackedGift gift = ref _gifts[number];
        return gift.IsWhole ? _whole[gift.WholeNumber].CoinStart : gift.CoinStart;
    }

    /// <summary>Where the gift starts in its recipient's diamonds.</summary>
    public long DiamondStartOf(int number)
    {
        ref PackedGift gift = ref _gifts[number];
        return gift.IsWhole ? _whole[gift.WholeNumber].DiamondStart : gift.DiamondStart;
    }

    /// <summary>Appends a gift and returns its number.</summary>
    public int Add(in GiftMove gift)
    {
        int block = _gifts.Count >> BlockBits;
        _firstEvents.EnsureCount(block + 1, Unset);
        ref long first = ref _firstEvents[block];
        long firstEvent = first == Unset ? gift.Event : first;
        if (!PackedGift.TryPack(gift, firstEvent, out PackedGift packed))
        {
            return _gifts.Add(PackedGift.OfWhole(_whole.Add(gift)));
        }

        first = firstEvent;
        return _gifts.Add(packed);
    }

    void ISavedState.Save(StateWriter to)
    {
        to.Part(_gifts);
        to.Part(_firstEvents);
        to.Part(_whole);
    }

    void ISavedState.Load(StateReader from)
    {
        from.Part(_gifts);
        from.Part(_firstEvents);
        from.Part(_whole);
        int whole = 0;
        for (int number = 0; number < _gifts.Count; number++)
        {
            if (_gifts[number].IsWhole && _gifts[number].WholeNumber != whole++)
            {
                throw from.Damaged($"expected gift {number} to be whole gift {whole - 1}, found {_gifts[number].WholeNumber}");
            }
        }

        if (whole != _whole.Count || _firstEvents.Count != (_gifts.Count + (1 << BlockBits) - 1) >> BlockBits)
        {
            throw from.Damaged($"expected {whole} whole gifts and a first event for every {1 << BlockBits} of {_gifts.Count}, found {_whole.Count} and {_firstEvents.Count}");
        }
    }

    [StructLayout(LayoutKind.Sequential, Pack = 2)]
    private struct PackedGift
    {
        private const ushort WholeMark = ushort.MaxValue;
        private const int MostAccounts = 1 << 24;

        private uint _coinStart;
        private uint _diamondStart;
        private ushort _coins;
        private ushort _diamonds;

        /// <summary>The event's distance from the first of its block, or <see cref="WholeMark"/>.</summary>
        private ushort _eventAfterFirst;

        private ushort _senderLow;
        private ushort _recipientLow;
        private byte _senderHigh;
        private byte _recipientHigh;

        public readonly bool IsWhole => _eventAfterFirst == WholeMark;

        public readonly int WholeNumber => (int)_coinStart;

        public readonly long CoinStart => _coinStart;

        public readonly long DiamondStart => _diamondStart;

        public static PackedGift OfWhole(int number) => new() { _coinStart = (uint)number, _eventAfterFirst = WholeMark };

        public static bool TryPack(in GiftMove gift, long firstEvent, out PackedGift packed)
        {
            packed = new PackedGift
            {
                _coinStart = unchecked((uint)gift.CoinStart),
                _diamondStart = unchecked((uint)gift.DiamondStart),
                _coins = unchecked((ushort)gift.Coins),
                _diamonds = unchecked((ushort)gift.Diamonds),
                _eventAfterFirst = unchecked((ushort)(gift.Event - firstEvent)),
                _senderLow = unchecked((ushort)gift.Sender),
                _senderHigh = unchecked((byte)(gift.Sender >> 16)),
                _recipientLow = unchecked((ushort)gift.Recipient),
                _recipientHigh = unchecked((byte)(gift.Recipient >> 16)),
            };
            return gift.Event >= firstEvent && gift.Event - firstEvent < WholeMark && firstEvent >= 0
                && gift.Sender is >= 0 and < MostAccounts && gift.Recipient is >= 0 and < MostAccounts
                && (gift.CoinStart, gift.DiamondStart, gift.Coins, gift.Diamonds) == (packed._coinStart, packed._diamondStart, packed._coins, packed._diamonds);
        }

        public readonly GiftMove Unpack(long firstEvent) => new()
        {
            Event = firstEvent + _eventAfterFirst,
            Sender = _senderLow | (_senderHigh << 16),
            Recipient = _recipientLow | (_recipientHigh << 16),
            CoinStart = _coinStart,
            Coins = _coins,
            DiamondStart = _diamondStart,
            Diamonds = _diamonds,
        };
    }
}
