namespace FraudWatch.Simulator.Engine;

/// <summary>Draws an index in proportion to fixed weights in constant time (Walker 1977, Vose 1991).</summary>
internal sealed class AliasTable
{
    private readonly double[] _keep;
    private readonly int[] _alias;

    /// <summary>Weights are ≥ 0 with a positive sum.</summary>
    public AliasTable(ReadOnlySpan<double> weights)
    {
        _keep = new double[weights.Length];
        _alias = new int[weights.Length];
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += weight;
        }

        Stack<int> small = new(), large = new();
        for (int i = 0; i < weights.Length; i++)
        {
            _keep[i] = weights[i] * weights.Length / sum;
            (_keep[i] < 1 ? small : large).Push(i);
        }

        Pair(small, large);
    }

    public int Draw(AgentRandom random)
    {
        int i = random.Below(_keep.Length);
        return random.Unit() < _keep[i] ? i : _alias[i];
    }

    private void Pair(Stack<int> small, Stack<int> large)
    {
        while (small.Count > 0 && large.Count > 0)
        {
            int less = small.Pop(), more = large.Pop();
            _alias[less] = more;
            _keep[more] -= 1 - _keep[less];
            (_keep[more] < 1 ? small : large).Push(more);
        }

        foreach (int rest in small.Concat(large))
        {
            _keep[rest] = 1;
        }
    }
}
