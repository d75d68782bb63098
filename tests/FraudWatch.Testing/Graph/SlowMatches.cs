namespace FraudWatch.Testing.Graph;

/// <summary>The slow obvious twin of the match ledger: every match is remembered with every gift. Small streams only.</summary>
public sealed class SlowMatches
{
    private readonly List<(ulong Match, int Host, int Giver)> _gifts = [];

    /// <summary>The opponent or -1, and whether the giver has now given to both hosts.</summary>
    public (int Opponent, bool BothSided) Note(ulong match, int host, int giver)
    {
        _gifts.Add((match, host, giver));
        int[] hosts = [.. _gifts.Where(g => g.Match == match).Select(g => g.Host).Distinct().Take(2)];
        if (!hosts.Contains(host))
        {
            return (-1, false);
        }

        int opponent = hosts.Length < 2 ? -1 : hosts.Single(h => h != host);
        return (opponent, hosts.Length == 2 && Array.TrueForAll(hosts, h => _gifts.Contains((match, h, giver))));
    }
}
