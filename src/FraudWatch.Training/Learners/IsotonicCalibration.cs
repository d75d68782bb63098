using FraudWatch.Detection.Scoring;

namespace FraudWatch.Training.Learners;

/// <summary>
/// Fits a monotone table to a holdout: pool adjacent violators (Ayer et al. 1955), then blocks that hold too few examples to
/// tell a rate are joined to their neighbours, and straight lines run between the blocks' mean scores, so that scores within
/// a block keep their order. The ends are clamped to what their blocks can show: (n+1)/(n+2) and 1/(n+2), never 0 or 1.
/// </summary>
public static class IsotonicCalibration
{
    /// <summary>The fewest examples from which a rate is read.</summary>
    public const int DefaultExamplesPerBlock = 50;

    /// <exception cref="TrainingException">One label only, or sizes that differ.</exception>
    public static Calibration Fit(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, int examplesPerBlock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(examplesPerBlock, 1);
        int positives = labels.Count(true);
        if (scores.Length != labels.Length || positives == 0 || positives == labels.Length)
        {
            throw new TrainingException($"Calibration expects a label for each score and both labels, found {scores.Length} scores and {positives} positives among {labels.Length} labels.");
        }

        List<ScoreBlock> blocks = JoinSmall(PoolAdjacentViolators(scores, labels), examplesPerBlock);
        double floor = 1d / (blocks[0].Count + 2);
        double ceiling = (blocks[^1].Count + 1d) / (blocks[^1].Count + 2);
        return Calibration.Table(
            blocks.Select(block => block.MeanScore),
            blocks.Select(block => Math.Clamp(block.Rate, Math.Min(floor, ceiling), ceiling)));
    }

    /// <summary>Blocks in increasing order of score whose rates never decrease; equal scores are in one block.</summary>
    public static List<ScoreBlock> PoolAdjacentViolators(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        float[] sorted = scores.ToArray();
        bool[] sortedLabels = labels.ToArray();
        Array.Sort(sorted, sortedLabels);
        List<ScoreBlock> blocks = [];
        int start = 0;
        while (start < sorted.Length)
        {
            int end = start;
            int positives = 0;
            for (; end < sorted.Length && sorted[end] == sorted[start]; end++)
            {
                positives += sortedLabels[end] ? 1 : 0;
            }

            blocks.Add(new ScoreBlock(end - start, positives, (double)sorted[start] * (end - start)));
            while (blocks.Count > 1 && !blocks[^1].RatesAbove(blocks[^2]))
            {
                JoinLastTwo(blocks);
            }

            start = end;
        }

        return blocks;
    }

    private static List<ScoreBlock> JoinSmall(List<ScoreBlock> blocks, int examplesPerBlock)
    {
        List<ScoreBlock> joined = [];
        foreach (ScoreBlock block in blocks)
        {
            joined.Add(block);
            // Rounded means of neighbours may meet; a table needs increasing scores.
            if (joined.Count > 1 && (joined[^2].Count < examplesPerBlock || joined[^2].MeanScore >= joined[^1].MeanScore))
            {
                JoinLastTwo(joined);
            }
        }

        if (joined.Count > 1 && joined[^1].Count < examplesPerBlock)
        {
            JoinLastTwo(joined);
        }

        return joined;
    }

    private static void JoinLastTwo(List<ScoreBlock> blocks)
    {
        ScoreBlock last = blocks[^1];
        blocks.RemoveAt(blocks.Count - 1);
        blocks[^1] = blocks[^1].Join(last);
    }
}
