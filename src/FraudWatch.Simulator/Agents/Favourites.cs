using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Agents;

/// <summary>The few creators someone keeps coming back to; ties strengthen with every visit.</summary>
internal sealed class Favourites(int room)
{
    private const double Repeat = 0.75;
    private const double ByPopularity = 0.20;

    private readonly Creator?[] _creators = new Creator?[room];
    private readonly float[] _visits = new float[room];

    /// <summary>Three visits in four go to an old acquaintance, in proportion to visits^0.8; the rest finds someone.</summary>
    public Creator Choose(AgentRandom random, Society society, Market viewer)
    {
        double way = random.Unit();
        Creator chosen;
        if (way < Repeat && _creators[0] is not null)
        {
            return Again(random);
        }

        chosen = way < Repeat + ByPopularity
            ? society.Directory.ByPopularity(random, viewer)
            : society.Directory.FromFeed(random, society.Now);
        Remember(chosen, 1);
        return chosen;
    }

    public void Remember(Creator creator, float visits)
    {
        int weakest = 0;
        for (int i = 0; i < _creators.Length; i++)
        {
            if (_creators[i] is null || ReferenceEquals(_creators[i], creator))
            {
                _creators[i] = creator;
                _visits[i] += visits;
                return;
            }

            weakest = _visits[i] < _visits[weakest] ? i : weakest;
        }

        if (_visits[weakest] < 2)
        {
            _creators[weakest] = creator;
            _visits[weakest] = visits;
        }
    }

    private Creator Again(AgentRandom random)
    {
        Span<double> weights = stackalloc double[_creators.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = _creators[i] is null ? 0 : Math.Pow(_visits[i], 0.8);
        }

        int chosen = random.Weighted(weights);
        while (_creators[chosen] is null)
        {
            chosen--;
        }

        _visits[chosen]++;
        return _creators[chosen]!;
    }
}
