using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Economy;

/// <summary>Networks that many strangers share: carriers' address translation, VPN exits, cafés and dormitories.</summary>
internal sealed class Networks
{
    private readonly ulong _key;
    private readonly int _payers;
    private readonly Market[] _markets;
    private readonly double _peopleBehindCarrierAddress;
    private readonly double _peopleBehindVpnExit;

    public Networks(AgentRandom random, int payers, Market[] markets)
    {
        (_key, _payers, _markets) = (random.NextBits(), payers, markets);
        _peopleBehindCarrierAddress = random.LogBetween(15, 120);
        _peopleBehindVpnExit = random.LogBetween(40, 300);
    }

    /// <summary>One of the addresses a carrier of this market hides its customers behind.</summary>
    public ulong Carrier(AgentRandom random, Market market) =>
        Address(1 + (ulong)market.Index, random.Below(Math.Max(4, (int)(_payers / _peopleBehindCarrierAddress / _markets.Length))));

    /// <summary>A VPN exit and the country it pretends.</summary>
    public (ulong Network, Market Market) VpnExit(AgentRandom random)
    {
        int exit = random.Below(Math.Max(6, (int)(_payers / _peopleBehindVpnExit)));
        return (Address(0, exit), _markets[(int)(Address(99, exit) % (ulong)_markets.Length)]);
    }

    private ulong Address(ulong kind, int index) => AgentRandom.Mix(_key ^ AgentRandom.Mix((kind << 40) + (ulong)index));
}
