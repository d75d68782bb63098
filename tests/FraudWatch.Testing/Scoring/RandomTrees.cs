using FraudWatch.Detection.Scoring;

namespace FraudWatch.Testing.Scoring;

/// <summary>Trees and vectors drawn from a seeded source, with the awkward values that scoring must get right.</summary>
public sealed class RandomTrees(Random random)
{
    private static readonly float[] Awkward =
    [
        0f, -0f, float.Epsilon, -float.Epsilon, 1e-40f, float.MaxValue, float.MinValue, 1f, -1f, MathF.PI, 16_777_216f,
    ];

    /// <summary>Splits a random leaf again and again, as learners do that grow the best leaf first.</summary>
    public DecisionTree Tree(int leaves, int featureCount)
    {
        List<TreeSplit> splits = [];
        List<(int Parent, bool Left)> open = [(-1, false)];
        while (splits.Count < leaves - 1)
        {
            int pick = random.Next(open.Count);
            Attach(splits, open[pick], splits.Count);
            splits.Add(new TreeSplit(random.Next(featureCount), Number(), 0, 0, random.Next(2) == 0));
            open[pick] = (splits.Count - 1, true);
            open.Add((splits.Count - 1, false));
        }

        for (int leaf = 0; leaf < open.Count; leaf++)
        {
            Attach(splits, open[leaf], ~leaf);
        }

        return new DecisionTree(splits, Enumerable.Range(0, leaves).Select(_ => (double)(float)((random.NextDouble() * 2) - 1)));
    }

    public TreeEnsemble Ensemble(ScoreRule rule, int trees, int leaves, int featureCount) =>
        new(rule, featureCount, Enumerable.Range(0, trees).Select(_ => Tree(leaves, featureCount)));

    /// <summary>A vector of plain numbers and, with the given chance each, values that stand on a split or are missing.</summary>
    public float[] Vector(TreeEnsemble ensemble, double onSplit, double missing)
    {
        float[] vector = [.. Enumerable.Range(0, ensemble.FeatureCount).Select(_ => random.NextDouble() < missing ? float.NaN : Number())];
        foreach (TreeSplit split in ensemble.Trees.SelectMany(tree => tree.Splits).Where(_ => random.NextDouble() < onSplit))
        {
            vector[split.Feature] = float.IsNaN(vector[split.Feature]) ? float.NaN : split.Threshold;
        }

        return vector;
    }

    public float Number() => random.Next(20) == 0 ? Awkward[random.Next(Awkward.Length)] : (float)((random.NextDouble() * 4) - 2);

    private static void Attach(List<TreeSplit> splits, (int Parent, bool Left) place, int child)
    {
        if (place.Parent >= 0)
        {
            TreeSplit parent = splits[place.Parent];
            splits[place.Parent] = place.Left ? parent with { Left = child } : parent with { Right = child };
        }
    }
}
