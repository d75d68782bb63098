using System.Collections.Immutable;

namespace FraudWatch.Detection.Scoring;

/// <summary>One split: which feature against which threshold, where to go, and where a missing (NaN) value goes.</summary>
/// <param name="Feature">Position in the feature vector.</param>
/// <param name="Threshold">Finite; compared by the learner's rule.</param>
/// <param name="Left">A split's index when ≥ 0, else leaf ~Left.</param>
/// <param name="Right">As <paramref name="Left"/>.</param>
/// <param name="MissingGoesLeft">Where NaN goes.</param>
public readonly record struct TreeSplit(int Feature, float Threshold, int Left, int Right, bool MissingGoesLeft);

/// <summary>
/// A binary tree as the learner grew it. The constructor proves its shape: the root is split 0, every other split and every
/// leaf is the child of exactly one split, and a child's index is above its parent's, so that every walk ends.
/// A tree without a split is a single leaf.
/// </summary>
public sealed class DecisionTree
{
    /// <summary>Bounds what a hostile file can make the scorer do, and lets a tree be indexed by 16 bits.</summary>
    public const int MaxLeaves = 1024;

    /// <summary>Far above any log-odds; keeps every sum of leaves finite.</summary>
    public const double MaxLeafMagnitude = 1e9;

    /// <exception cref="ArgumentException">The shape is not a tree, or a number is out of its range; says where.</exception>
    public DecisionTree(IEnumerable<TreeSplit> splits, IEnumerable<double> leafValues)
    {
        Splits = [.. splits];
        LeafValues = [.. leafValues];
        RequireSizes();
        RequireFiniteNumbers();
        RequireTreeShape();
    }

    public ImmutableArray<TreeSplit> Splits { get; }

    public ImmutableArray<double> LeafValues { get; }

    private void RequireSizes()
    {
        if (LeafValues.Length is 0 or > MaxLeaves)
        {
            throw new ArgumentException($"A tree has 1 to {MaxLeaves} leaves, found {LeafValues.Length}.");
        }

        if (Splits.Length != LeafValues.Length - 1)
        {
            throw new ArgumentException($"A tree of {LeafValues.Length} leaves has {LeafValues.Length - 1} splits, found {Splits.Length}.");
        }
    }

    private void RequireFiniteNumbers()
    {
        for (int i = 0; i < Splits.Length; i++)
        {
            if (Splits[i].Feature is < 0 or >= FeatureSchema.MaxFeatures || !float.IsFinite(Splits[i].Threshold))
            {
                throw new ArgumentException($"Split {i} tests feature {Splits[i].Feature} against {Splits[i].Threshold}: expected a feature of 0 to {FeatureSchema.MaxFeatures - 1} and a finite threshold.");
            }
        }

        for (int i = 0; i < LeafValues.Length; i++)
        {
            if (!(Math.Abs(LeafValues[i]) <= MaxLeafMagnitude))
            {
                throw new ArgumentException($"Leaf {i} has the value {LeafValues[i]}: expected at most {MaxLeafMagnitude} in size.");
            }
        }
    }

    private void RequireTreeShape()
    {
        // There are 2·splits children and (splits − 1) + leaves = 2·splits things to be one: no repeat means none left out.
        bool[] hasParent = new bool[Splits.Length + LeafValues.Length];
        for (int i = 0; i < Splits.Length; i++)
        {
            TakeChild(hasParent, i, Splits[i].Left);
            TakeChild(hasParent, i, Splits[i].Right);
        }
    }

    private void TakeChild(bool[] hasParent, int parent, int child)
    {
        bool isLeaf = child < 0;
        if (isLeaf ? ~child >= LeafValues.Length : child <= parent || child >= Splits.Length)
        {
            throw new ArgumentException($"Split {parent} has the child {child}: expected a split of {parent + 1} to {Splits.Length - 1} or a leaf of ~0 to ~{LeafValues.Length - 1}.");
        }

        int place = isLeaf ? Splits.Length + ~child : child;
        if (hasParent[place])
        {
            throw new ArgumentException($"Split {parent} has the child {child}, which already has a parent.");
        }

        hasParent[place] = true;
    }
}
