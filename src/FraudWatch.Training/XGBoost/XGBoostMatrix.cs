using FraudWatch.Training.Learners;

namespace FraudWatch.Training.XGBoost;

/// <summary>A training table in XGBoost's own memory. NaN stays a missing value.</summary>
internal sealed unsafe class XGBoostMatrix : IDisposable
{
    private nint _handle;

    /// <exception cref="TrainingException">XGBoost refuses the table.</exception>
    public XGBoostMatrix(TrainingTable table)
    {
        fixed (float* values = table.Features)
        {
            XGBoostLibrary.Check(
                XGBoostNative.MatrixCreate(values, (ulong)table.RowCount, (ulong)table.FeatureCount, float.NaN, out _handle),
                "take the table");
        }

        SetFloats("label", Array.ConvertAll(table.Labels, label => label ? 1f : 0f));
        SetFloats("weight", table.Weights);
    }

    public nint Handle => _handle;

    public void Dispose()
    {
        if (_handle != 0)
        {
            _ = XGBoostNative.MatrixFree(_handle);
            _handle = 0;
        }
    }

    private void SetFloats(string field, float[] values)
    {
        fixed (float* first = values)
        {
            XGBoostLibrary.Check(XGBoostNative.MatrixSetFloats(_handle, field, first, (ulong)values.Length), $"set the {field}s");
        }
    }
}
