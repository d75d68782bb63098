using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Scoring;

/// <summary>
/// The layout that scoring walks. Every split and leaf is a slot; the two children of a split are neighbours, so a step is
/// "first child, plus one if the value is above the threshold". A leaf is its own first child and every value is at or below
/// its threshold (+∞), so a walk may take any number of steps too many: a fixed number of steps for a group of trees costs
/// less than a mispredicted branch for each tree.
/// </summary>
/// <remarks>
/// All learners are brought to "at or below goes left" (<see cref="ScoreRule.AtOrBelow"/>). NaN is above no threshold and
/// below none, so a vector with a missing value takes a slower walk that asks each split.
/// </remarks>
internal abstract class CompiledTrees
{
    private protected readonly TreeSlot[] Slots;
    private protected readonly bool[] MissingGoesLeft;
    private protected readonly int[] Roots;
    private protected readonly int[] Depths;

    private protected CompiledTrees(TreeEnsemble ensemble)
    {
        int slots = ensemble.Trees.Sum(tree => tree.Splits.Length + tree.LeafValues.Length);
        Slots = new TreeSlot[slots];
        MissingGoesLeft = new bool[slots];
        Roots = new int[ensemble.Trees.Length];
        Depths = new int[ensemble.Trees.Length];
    }

    public abstract float Score(ReadOnlySpan<float> features);

    public abstract void ScoreRows(ReadOnlySpan<float> rows, Span<float> scores);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static bool HasMissing(ReadOnlySpan<float> features)
    {
        int i = 0;
        for (; i <= features.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> values = new(features[i..]);
            if (!Vector.EqualsAll(values, values))
            {
                return true;
            }
        }

        for (; i < features.Length; i++)
        {
            if (float.IsNaN(features[i]))
            {
                return true;
            }
        }

        return false;
    }

    private protected int WalkWithMissing(ReadOnlySpan<float> features, int root)
    {
        int at = 0;
        while (true)
        {
            TreeSlot slot = Slots[root + at];
            if (slot.FirstChild == at)
            {
                return root + at;
            }

            float value = features[slot.Feature];
            bool left = float.IsNaN(value) ? MissingGoesLeft[root + at] : value <= slot.Threshold;
            at = slot.FirstChild + (left ? 0 : 1);
        }
    }
}

/// <summary>Eight bytes: what one step of a walk reads.</summary>
/// <param name="Threshold">At or below goes to the first child; +∞ in a leaf.</param>
/// <param name="Feature">Position in the vector; 0 in a leaf.</param>
/// <param name="FirstChild">Counted from the tree's root; a leaf's own place.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct TreeSlot(float Threshold, ushort Feature, ushort FirstChild);

/// <inheritdoc cref="CompiledTrees"/>
/// <typeparam name="TLeaf">The type the learner sums in: double for FastTree, float for XGBoost.</typeparam>
internal sealed class CompiledTrees<TLeaf> : CompiledTrees
    where TLeaf : unmanaged, IBinaryFloatingPointIeee754<TLeaf>
{
    private const int Together = 4;

    private readonly TLeaf[] _leaves;
    private readonly TLeaf _start;
    private readonly LeafMasks<TLeaf>? _masks;

    public CompiledTrees(TreeEnsemble ensemble, TLeaf start)
        : base(ensemble)
    {
        _start = start;
        _masks = LeafMasks<TLeaf>.For(ensemble, start);
        _leaves = new TLeaf[Slots.Length];
        int root = 0;
        for (int t = 0; t < ensemble.Trees.Length; t++)
        {
            Roots[t] = root;
            root += Lay(ensemble.Trees[t], ensemble.Rule, t);
        }
    }

    public override float Score(ReadOnlySpan<float> features) =>
        HasMissing(features) ? ScoreWithMissing(features) : ScoreComplete(ref MemoryMarshal.GetReference(features));

    public override void ScoreRows(ReadOnlySpan<float> rows, Span<float> scores)
    {
        if (scores.IsEmpty)
        {
            return;
        }

        int width = rows.Length / scores.Length;
        const int block = LeafMasks<TLeaf>.Block;
        int done = 0;
        for (; _masks is not null && done <= scores.Length - block; done += block)
        {
            ReadOnlySpan<float> vectors = rows.Slice(done * width, block * width);
            if (HasMissing(vectors))
            {
                ScoreOneByOne(vectors, scores.Slice(done, block), width);
            }
            else
            {
                _masks.Score(vectors, scores.Slice(done, block));
            }
        }

        ScoreOneByOne(rows[(done * width)..], scores[done..], width);
    }

    private void ScoreOneByOne(ReadOnlySpan<float> rows, Span<float> scores, int width)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = Score(rows.Slice(i * width, width));
        }
    }

    // Bounds are not checked in here: DecisionTree and TreeEnsemble have proved every index, TreeEnsemble the vector's length.
    private float ScoreComplete(ref float features)
    {
        ref TreeSlot slots = ref MemoryMarshal.GetArrayDataReference(Slots);
        ref TLeaf leaves = ref MemoryMarshal.GetArrayDataReference(_leaves);
        int[] roots = Roots;
        TLeaf sum = _start;
        int t = 0;
        for (; t <= roots.Length - Together; t += Together)
        {
            ref TreeSlot treeA = ref Unsafe.Add(ref slots, roots[t]);
            ref TreeSlot treeB = ref Unsafe.Add(ref slots, roots[t + 1]);
            ref TreeSlot treeC = ref Unsafe.Add(ref slots, roots[t + 2]);
            ref TreeSlot treeD = ref Unsafe.Add(ref slots, roots[t + 3]);
            nuint a = 0, b = 0, c = 0, d = 0;
            int steps = Math.Max(Math.Max(Depths[t], Depths[t + 1]), Math.Max(Depths[t + 2], Depths[t + 3]));
            for (; steps > 0; steps--)
            {
                a = Step(ref treeA, a, ref features);
                b = Step(ref treeB, b, ref features);
                c = Step(ref treeC, c, ref features);
                d = Step(ref treeD, d, ref features);
            }

            sum += Unsafe.Add(ref leaves, (nuint)roots[t] + a);
            sum += Unsafe.Add(ref leaves, (nuint)roots[t + 1] + b);
            sum += Unsafe.Add(ref leaves, (nuint)roots[t + 2] + c);
            sum += Unsafe.Add(ref leaves, (nuint)roots[t + 3] + d);
        }

        for (; t < roots.Length; t++)
        {
            nuint at = 0;
            for (int steps = Depths[t]; steps > 0; steps--)
            {
                at = Step(ref Unsafe.Add(ref slots, roots[t]), at, ref features);
            }

            sum += Unsafe.Add(ref leaves, (nuint)roots[t] + at);
        }

        return float.CreateTruncating(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Step(ref TreeSlot tree, nuint at, ref float features)
    {
        ref TreeSlot slot = ref Unsafe.Add(ref tree, at);
        return slot.FirstChild + (Unsafe.Add(ref features, (nuint)slot.Feature) <= slot.Threshold ? 0u : 1u);
    }

    private float ScoreWithMissing(ReadOnlySpan<float> features)
    {
        TLeaf sum = _start;
        foreach (int root in Roots)
        {
            sum += _leaves[WalkWithMissing(features, root)];
        }

        return float.CreateTruncating(sum);
    }

    /// <summary>Lays a tree out breadth first from slot <c>Roots[t]</c>; gives the number of slots it took.</summary>
    private int Lay(DecisionTree tree, ScoreRule rule, int t)
    {
        int root = Roots[t];
        Queue<(int Child, int Slot, int Depth)> open = new([(tree.Splits.IsEmpty ? ~0 : 0, 0, 0)]);
        int taken = 1;
        while (open.TryDequeue(out (int Child, int Slot, int Depth) next))
        {
            Depths[t] = Math.Max(Depths[t], next.Depth);
            if (next.Child < 0)
            {
                Slots[root + next.Slot] = new TreeSlot(float.PositiveInfinity, 0, (ushort)next.Slot);
                _leaves[root + next.Slot] = TLeaf.CreateTruncating(tree.LeafValues[~next.Child]);
                continue;
            }

            TreeSplit split = tree.Splits[next.Child];
            Slots[root + next.Slot] = new TreeSlot(rule.AtOrBelow(split.Threshold), (ushort)split.Feature, (ushort)taken);
            MissingGoesLeft[root + next.Slot] = split.MissingGoesLeft;
            open.Enqueue((split.Left, taken, next.Depth + 1));
            open.Enqueue((split.Right, taken + 1, next.Depth + 1));
            taken += 2;
        }

        return taken;
    }
}
