using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Economy;

/// <summary>How viewers find creators: by popularity, mostly at home, and now and then whoever is rising today.</summary>
internal sealed class CreatorDirectory
{
    private const double StayHome = 0.75;

    private readonly List<Creator> _creators;
    private readonly AliasTable _everywhere;
    private readonly (int[] Members, AliasTable Table)?[] _byMarket;
    private readonly List<(Creator Creator, long From, long Until)> _rising = [];

    public CreatorDirectory(List<Creator> creators, int markets)
    {
        _creators = creators;
        _everywhere = new AliasTable([.. creators.Select(c => c.Popularity)]);
        _byMarket = new (int[], AliasTable)?[markets];
        for (int market = 0; market < markets; market++)
        {
            int[] members = [.. Enumerable.Range(0, creators.Count).Where(i => creators[i].Home.Index == market)];
            _byMarket[market] = members.Length == 0
                ? null
                : (members, new AliasTable([.. members.Select(i => creators[i].Popularity)]));
        }
    }

    public IReadOnlyList<Creator> All => _creators;

    /// <summary>In proportion to popularity, three times in four among the creators of the viewer's country.</summary>
    public Creator ByPopularity(AgentRandom random, Market viewer)
    {
        bool stays = random.Chance(StayHome);
        return stays && _byMarket[viewer.Index] is var (members, table)
            ? _creators[members[table.Draw(random)]]
            : _creators[_everywhere.Draw(random)];
    }

    /// <summary>Whom the feed shows: someone rising at the moment if there is anyone, else just anyone.</summary>
    public Creator FromFeed(AgentRandom random, long now)
    {
        if (_rising.Count > 0 && random.Chance(0.6))
        {
            (Creator creator, long from, long until) = _rising[random.Below(_rising.Count)];
            if (now >= from && now < until)
            {
                return creator;
            }
        }

        return _creators[random.Below(_creators.Count)];
    }

    /// <summary>The feed favours the creator for a while.</summary>
    public void Raise(Creator creator, long from, long until) => _rising.Add((creator, from, until));
}
