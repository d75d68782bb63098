using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FraudWatch.Detection.Scoring;

/// <summary>
/// Scores sixteen vectors side by side without walking: each split that sends a vector right rules out the leaves on its left,
/// and the first leaf that no split ruled out is where a walk would have ended (QuickScorer: Lucchese et al. 2015, "QuickScorer:
/// a fast algorithm to rank documents with additive ensembles of regression trees"; its vectorised form 2016). There are no
/// branches to mispredict, and a comparison serves eight vectors.
/// </summary>
/// <typeparam name="TLeaf">The type the learner sums in: sums are taken in tree order, so scores are those of the walk to the bit.</typeparam>
internal sealed class LeafMasks<TLeaf>
    where TLeaf : unmanaged, IBinaryFloatingPointIeee754<TLeaf>
{
    /// <summary>Vectors a block.</summary>
    public const int Block = 16;

    private const int Half = Block / 2;

    // A leaf is a bit of 32.
    private const int MostLeaves = 32;

    // The block is turned on the stack: 256 features take 16 KB.
    private const int MostFeatures = 256;

    private readonly int _featureCount;
    private readonly TLeaf _start;
    private readonly List<MaskedSplit> _splits = [];
    private readonly List<TLeaf> _leaves = [];
    private readonly int[] _splitEnds;
    private readonly int[] _firstLeaves;

    private LeafMasks(TreeEnsemble ensemble, TLeaf start)
    {
        _featureCount = ensemble.FeatureCount;
        _start = start;
        _splitEnds = new int[ensemble.Trees.Length];
        _firstLeaves = new int[ensemble.Trees.Length];
        for (int t = 0; t < ensemble.Trees.Length; t++)
        {
            DecisionTree tree = ensemble.Trees[t];
            _firstLeaves[t] = _leaves.Count;
            LayLeftToRight(tree, ensemble.Rule, tree.Splits.IsEmpty ? ~0 : 0, _leaves.Count);
            _splitEnds[t] = _splits.Count;
        }
    }

    /// <summary>Null for ensembles with larger trees or longer vectors than the masks and the stack hold; those are walked.</summary>
    public static LeafMasks<TLeaf>? For(TreeEnsemble ensemble, TLeaf start) =>
        ensemble.FeatureCount <= MostFeatures && ensemble.Trees.All(tree => tree.LeafValues.Length <= MostLeaves)
            ? new LeafMasks<TLeaf>(ensemble, start)
            : null;

    /// <param name="rows"><see cref="Block"/> vectors without a missing value: NaN would go left everywhere.</param>
    /// <param name="scores"><see cref="Block"/> places.</param>
    public void Score(ReadOnlySpan<float> rows, Span<float> scores)
    {
        Span<float> columns = stackalloc float[_featureCount * Block];
        Turn(rows, columns);
        Span<TLeaf> sums = stackalloc TLeaf[Block];
        sums.Fill(_start);
        Span<uint> left = stackalloc uint[Block];
        ReadOnlySpan<TLeaf> leaves = CollectionsMarshal.AsSpan(_leaves);
        int firstSplit = 0;
        for (int t = 0; t < _splitEnds.Length; t++)
        {
            RuleOut(CollectionsMarshal.AsSpan(_splits)[firstSplit.._splitEnds[t]], ref MemoryMarshal.GetReference(columns), left);
            firstSplit = _splitEnds[t];
            ref TLeaf first = ref Unsafe.AsRef(in leaves[_firstLeaves[t]]);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += Unsafe.Add(ref first, BitOperations.TrailingZeroCount(left[i]));
            }
        }

        for (int i = 0; i < sums.Length; i++)
        {
            scores[i] = float.CreateTruncating(sums[i]);
        }
    }

    /// <summary>Writes for each vector the leaves of one tree that remain. Indexes were proved by DecisionTree and TreeEnsemble.</summary>
    private static void RuleOut(ReadOnlySpan<MaskedSplit> splits, ref float columns, Span<uint> left)
    {
        Vector256<uint> lower = Vector256<uint>.AllBitsSet;
        Vector256<uint> upper = Vector256<uint>.AllBitsSet;
        foreach (ref readonly MaskedSplit split in splits)
        {
            Vector256<float> threshold = Vector256.Create(split.AtOrBelow);
            Vector256<uint> leavesOnLeft = Vector256.Create(split.LeavesOnLeft);
            ref float column = ref Unsafe.Add(ref columns, split.Column);
            lower = Vector256.AndNot(lower, Vector256.GreaterThan(Vector256.LoadUnsafe(ref column), threshold).AsUInt32() & leavesOnLeft);
            upper = Vector256.AndNot(upper, Vector256.GreaterThan(Vector256.LoadUnsafe(ref column, Half), threshold).AsUInt32() & leavesOnLeft);
        }

        lower.CopyTo(left);
        upper.CopyTo(left[Half..]);
    }

    private void Turn(ReadOnlySpan<float> rows, Span<float> columns)
    {
        for (int row = 0; row < Block; row++)
        {
            ReadOnlySpan<float> features = rows.Slice(row * _featureCount, _featureCount);
            for (int feature = 0; feature < features.Length; feature++)
            {
                columns[(feature * Block) + row] = features[feature];
            }
        }
    }

    /// <summary>Appends the splits and leaves below a child; gives the bits of its leaves, the leftmost leaf being bit 0.</summary>
    private uint LayLeftToRight(DecisionTree tree, ScoreRule rule, int child, int firstLeaf)
    {
        if (child < 0)
        {
            _leaves.Add(TLeaf.CreateTruncating(tree.LeafValues[~child]));
            return 1u << (_leaves.Count - 1 - firstLeaf);
        }

        TreeSplit split = tree.Splits[child];
        uint left = LayLeftToRight(tree, rule, split.Left, firstLeaf);
        _splits.Add(new MaskedSplit(rule.AtOrBelow(split.Threshold), split.Feature * Block, left));
        return left | LayLeftToRight(tree, rule, split.Right, firstLeaf);
    }
}

/// <summary>A vector whose value in the column is above the threshold does not end in the leaves on the left.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct MaskedSplit(float AtOrBelow, int Column, uint LeavesOnLeft);
