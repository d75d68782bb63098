namespace FraudWatch.Tests.Simulator.Honesty;

/// <summary>Logistic regression with a little ridge, by Newton's method (iteratively reweighted least squares); columns are standardised.</summary>
internal sealed class LogisticRegression
{
    private const double Ridge = 1;
    private const int Rounds = 30;

    private readonly double[] _mean;
    private readonly double[] _scale;
    private readonly double[] _weights;

    public LogisticRegression(double[][] rows, bool[] labels)
    {
        int columns = rows[0].Length;
        _mean = [.. Enumerable.Range(0, columns).Select(c => rows.Average(r => r[c]))];
        _scale = [.. Enumerable.Range(0, columns).Select(c => Math.Max(1e-9, Math.Sqrt(rows.Average(r => Math.Pow(r[c] - _mean[c], 2)))))];
        _weights = new double[columns + 1];
        double[][] inputs = [.. rows.Select(Input)];
        for (int round = 0; round < Rounds; round++)
        {
            Step(inputs, labels);
        }
    }

    /// <summary>The log odds of a row.</summary>
    public double Score(double[] row) => Dot(Input(row));

    private void Step(double[][] inputs, bool[] labels)
    {
        int n = _weights.Length;
        var system = new double[n, n + 1];
        for (int i = 0; i < inputs.Length; i++)
        {
            double p = 1 / (1 + Math.Exp(-Math.Clamp(Dot(inputs[i]), -30, 30)));
            for (int a = 0; a < n; a++)
            {
                system[a, n] += inputs[i][a] * ((labels[i] ? 1 : 0) - p);
                for (int b = 0; b < n; b++)
                {
                    system[a, b] += inputs[i][a] * inputs[i][b] * p * (1 - p);
                }
            }
        }

        for (int a = 0; a < n; a++)
        {
            system[a, a] += Ridge;
            system[a, n] -= Ridge * _weights[a];
        }

        double[] step = Solve(system);
        for (int a = 0; a < n; a++)
        {
            _weights[a] += step[a];
        }
    }

    // Gauss elimination; the matrix is positive definite, so that no pivot is zero.
    private static double[] Solve(double[,] system)
    {
        int n = system.GetLength(0);
        for (int column = 0; column < n; column++)
        {
            for (int row = 0; row < n; row++)
            {
                double factor = system[row, column] / system[column, column];
                for (int k = column; k <= n && row != column; k++)
                {
                    system[row, k] -= factor * system[column, k];
                }
            }
        }

        return [.. Enumerable.Range(0, n).Select(a => system[a, n] / system[a, a])];
    }

    private double[] Input(double[] row) => [1, .. row.Select((value, c) => (value - _mean[c]) / _scale[c])];

    private double Dot(double[] input)
    {
        double sum = 0;
        for (int c = 0; c < input.Length; c++)
        {
            sum += input[c] * _weights[c];
        }

        return sum;
    }
}
