using FraudWatch.Detection.Scoring;

namespace FraudWatch.Testing.Scoring;

/// <summary>The obvious twin of <see cref="TreeEnsemble"/>: asks each split in the learner's own words and sums in its own type.</summary>
public static class SlowTreeScorer
{
    public static float Score(TreeEnsemble ensemble, float[] features)
    {
        if (ensemble.Rule.Learner == Learner.FastTree)
        {
            double sum = 0;
            foreach (DecisionTree tree in ensemble.Trees)
            {
                sum += Leaf(tree, features, (value, threshold) => value <= threshold);
            }

            return (float)sum;
        }

        float margin = ensemble.Rule.BaseMargin;
        foreach (DecisionTree tree in ensemble.Trees)
        {
            margin += (float)Leaf(tree, features, (value, threshold) => value < threshold);
        }

        return margin;
    }

    private static double Leaf(DecisionTree tree, float[] features, Func<float, float, bool> goesLeft)
    {
        int at = tree.Splits.IsEmpty ? ~0 : 0;
        while (at >= 0)
        {
            TreeSplit split = tree.Splits[at];
            float value = features[split.Feature];
            bool left = float.IsNaN(value) ? split.MissingGoesLeft : goesLeft(value, split.Threshold);
            at = left ? split.Left : split.Right;
        }

        return tree.LeafValues[~at];
    }
}
