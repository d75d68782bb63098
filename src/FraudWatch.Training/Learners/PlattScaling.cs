using FraudWatch.Detection.Scoring;

namespace FraudWatch.Training.Learners;

/// <summary>
/// Fits p = 1 / (1 + exp(a·score + b)) to a holdout by Newton's method with backtracking, on targets pulled in from 0 and 1
/// (Platt 1999; Lin, Lin and Weng 2007, "A note on Platt's probabilistic outputs for support vector machines").
/// </summary>
public static class PlattScaling
{
    private const int MaxIterations = 100;
    private const double SmallestGradient = 1e-9;
    private const double SmallestStep = 1e-10;
    private const double Ridge = 1e-12;

    /// <exception cref="TrainingException">One label only, or higher scores mean fewer positives: the model is no good.</exception>
    public static Calibration Fit(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        double[] targets = Targets(scores, labels);
        double a = 0;
        double b = Math.Log((double)(Count(labels, false) + 1) / (Count(labels, true) + 1));
        double loss = Loss(scores, targets, a, b);
        for (int i = 0; i < MaxIterations; i++)
        {
            Newton newton = Derive(scores, targets, a, b);
            if (Math.Abs(newton.GradientA) < SmallestGradient && Math.Abs(newton.GradientB) < SmallestGradient)
            {
                break;
            }

            double step = 1;
            double moved = Loss(scores, targets, a + newton.StepA, b + newton.StepB);
            while (moved > loss && step > SmallestStep)
            {
                step /= 2;
                moved = Loss(scores, targets, a + (step * newton.StepA), b + (step * newton.StepB));
            }

            if (moved >= loss)
            {
                break;
            }

            (a, b, loss) = (a + (step * newton.StepA), b + (step * newton.StepB), moved);
        }

        return a <= 0 ? Calibration.Platt(a, b) : throw new TrainingException($"Platt scaling found the slope {a}: higher scores mean fewer positives on the holdout.");
    }

    /// <summary>The mean cross entropy, which the fit makes smallest.</summary>
    private static double Loss(ReadOnlySpan<float> scores, ReadOnlySpan<double> targets, double a, double b)
    {
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double f = (a * scores[i]) + b;
            // −t·log p − (1−t)·log(1−p), in the form that does not overflow on either side.
            sum += f >= 0
                ? (targets[i] * f) + Math.Log(1 + Math.Exp(-f))
                : ((targets[i] - 1) * f) + Math.Log(1 + Math.Exp(f));
        }

        return sum / scores.Length;
    }

    private static double[] Targets(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        int positives = Count(labels, true);
        int negatives = Count(labels, false);
        if (scores.Length != labels.Length || positives == 0 || negatives == 0)
        {
            throw new TrainingException($"Calibration expects a label for each score and both labels, found {scores.Length} scores, {positives} positives and {negatives} negatives.");
        }

        double[] targets = new double[labels.Length];
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = labels[i] ? (positives + 1d) / (positives + 2d) : 1d / (negatives + 2d);
        }

        return targets;
    }

    private static int Count(ReadOnlySpan<bool> labels, bool label) => labels.Count(label);

    private static Newton Derive(ReadOnlySpan<float> scores, ReadOnlySpan<double> targets, double a, double b)
    {
        double aa = Ridge, ab = 0, bb = Ridge, gradientA = 0, gradientB = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double p = 1 / (1 + Math.Exp((a * scores[i]) + b));
            double curve = p * (1 - p) / scores.Length;
            double slope = (targets[i] - p) / scores.Length;
            aa += scores[i] * scores[i] * curve;
            ab += scores[i] * curve;
            bb += curve;
            gradientA += scores[i] * slope;
            gradientB += slope;
        }

        double determinant = (aa * bb) - (ab * ab);
        return new Newton(gradientA, gradientB, ((ab * gradientB) - (bb * gradientA)) / determinant, ((ab * gradientA) - (aa * gradientB)) / determinant);
    }

    private sealed record Newton(double GradientA, double GradientB, double StepA, double StepB);
}
