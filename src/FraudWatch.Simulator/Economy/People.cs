using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Economy;

/// <summary>Brings accounts into the world. Honest or not, they are made here, so that nothing in an id or a habit tells them apart.</summary>
internal sealed class People(EconomyParameters parameters, Networks networks)
{
    private static readonly double[] InstrumentCounts = [0.70, 0.22, 0.08];

    private readonly AliasTable _markets = new([.. parameters.Markets.Select(m => m.Share)]);

    public Market SomeMarket(AgentRandom random) => parameters.Markets[_markets.Draw(random)];

    /// <summary>A person with a phone, a home, a way to pay. Spends <paramref name="monthlyUsd"/> in a usual month.</summary>
    public Account NewPayer(AgentRandom random, long createdAt, double monthlyUsd)
    {
        Market home = SomeMarket(random);
        var account = new Account { Id = random.NextBits(), CreatedAt = createdAt, Home = home, OldApp = random.Chance(parameters.OldAppShare) };
        Settle(account, random);
        account.Instruments = Wallet(random, home, monthlyUsd);
        return account;
    }

    /// <summary>A creator of the given popularity; the audience follows it with scatter.</summary>
    public Creator NewCreator(AgentRandom random, long createdAt, double popularity)
    {
        Market home = SomeMarket(random);
        var creator = new Creator
        {
            Id = random.NextBits(),
            CreatedAt = createdAt,
            Home = home,
            OldApp = random.Chance(parameters.OldAppShare),
            Popularity = popularity,
            Audience = Math.Min(60_000, random.LogNormal(12 * Math.Pow(popularity, 0.75), 0.7)),
            Payout = random.NextBits(),
        };
        Settle(creator, random);
        creator.Instruments = Wallet(random, home, 20);
        return creator;
    }

    /// <summary>When an account of the established sort was opened: years to days before <paramref name="before"/>.</summary>
    public static long OpenedBefore(AgentRandom random, long before) =>
        before - SimTime.Days(2 + random.Exponential(260)) - (long)(random.Unit() * SimTime.Day);

    /// <summary>Where the person is when they come by: which device, which network.</summary>
    public static Presence Visit(Account account, AgentRandom random)
    {
        ulong device = account.SecondDevice != 0 && random.Chance(0.2) ? account.SecondDevice : account.Device;
        if (account.VpnNetwork != 0 && random.Chance(0.7))
        {
            return new Presence(device, account.VpnNetwork, account.VpnMarket!);
        }

        ulong network = random.Chance(account.MobileShare) ? account.MobileNetwork : account.HomeNetwork;
        return new Presence(device, network, account.Home);
    }

    /// <summary>What a purchase is paid with; a voucher is a new one each time.</summary>
    public static Instrument PayWith(Account account, AgentRandom random)
    {
        Instrument usual = account.Instruments[random.Chance(0.8) ? 0 : random.Below(account.Instruments.Length)];
        return usual.Channel is Channel.GiftCard ? usual with { Id = random.NextBits() } : usual;
    }

    public Instrument NewInstrument(AgentRandom random, Market market, bool bigSpender)
    {
        var channel = (Channel)random.Weighted(bigSpender ? parameters.BigSpenderChannels : parameters.Channels);
        return new Instrument(random.NextBits(), random.Chance(parameters.ForeignCardShare) ? SomeMarket(random) : market, channel);
    }

    public (ulong Network, Market Market) VpnExit(AgentRandom random) => networks.VpnExit(random);

    private void Settle(Account account, AgentRandom random)
    {
        account.Device = random.NextBits();
        account.SecondDevice = random.Chance(parameters.SecondDeviceShare) ? random.NextBits() : 0;
        account.HomeNetwork = random.NextBits();
        account.MobileNetwork = networks.Carrier(random, account.Home);
        account.MobileShare = (float)(random.Chance(parameters.MobileShare) ? random.Between(0.4, 1) : random.Between(0, 0.3));
        if (random.Chance(parameters.VpnShare))
        {
            (account.VpnNetwork, account.VpnMarket) = networks.VpnExit(random);
        }
    }

    private Instrument[] Wallet(AgentRandom random, Market home, double monthlyUsd)
    {
        var wallet = new Instrument[random.Weighted(InstrumentCounts) + 1];
        for (int i = 0; i < wallet.Length; i++)
        {
            wallet[i] = NewInstrument(random, home, bigSpender: monthlyUsd > 300);
        }

        return wallet;
    }
}
