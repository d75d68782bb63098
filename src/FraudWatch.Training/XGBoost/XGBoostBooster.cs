using FraudWatch.Training.Learners;

namespace FraudWatch.Training.XGBoost;

/// <summary>A booster in XGBoost's own memory: trained once, then saved, and asked for its own predictions.</summary>
public sealed unsafe class XGBoostBooster : IDisposable
{
    private nint _handle;

    private XGBoostBooster(nint handle) => _handle = handle;

    /// <summary>Grows <paramref name="trees"/> trees on one thread: two threads on two shared cores were up to eight times slower.</summary>
    /// <exception cref="TrainingException">The library is missing, or refuses a parameter or the table.</exception>
    public static XGBoostBooster Train(TrainingTable table, IEnumerable<KeyValuePair<string, string>> parameters, int trees)
    {
        _ = XGBoostLibrary.Version();
        using XGBoostMatrix matrix = new(table);
        nint matrixHandle = matrix.Handle;
        XGBoostLibrary.Check(XGBoostNative.BoosterCreate(&matrixHandle, 1, out nint handle), "make a booster");
        XGBoostBooster booster = new(handle);
        try
        {
            booster.Grow(matrix, parameters, trees);
            return booster;
        }
        catch
        {
            booster.Dispose();
            throw;
        }
    }

    /// <summary>The model in XGBoost's JSON format, UTF-8.</summary>
    public byte[] SaveJson()
    {
        XGBoostLibrary.Check(XGBoostNative.BoosterSave(_handle, """{"format":"json"}""", out ulong length, out byte* bytes), "save the model");
        return new ReadOnlySpan<byte>(bytes, checked((int)length)).ToArray();
    }

    /// <summary>XGBoost's own raw scores (log-odds), row after row.</summary>
    public float[] PredictMargins(ReadOnlySpan<float> rows, int featureCount) => Predict(rows, featureCount, type: 1);

    /// <summary>XGBoost's own probabilities, row after row.</summary>
    public float[] PredictProbabilities(ReadOnlySpan<float> rows, int featureCount) => Predict(rows, featureCount, type: 0);

    public void Dispose()
    {
        if (_handle != 0)
        {
            _ = XGBoostNative.BoosterFree(_handle);
            _handle = 0;
        }
    }

    private void Grow(XGBoostMatrix matrix, IEnumerable<KeyValuePair<string, string>> parameters, int trees)
    {
        foreach ((string name, string value) in parameters)
        {
            XGBoostLibrary.Check(XGBoostNative.BoosterSetParameter(_handle, name, value), $"set {name} to {value}");
        }

        for (int i = 0; i < trees; i++)
        {
            XGBoostLibrary.Check(XGBoostNative.BoosterUpdate(_handle, i, matrix.Handle), $"grow tree {i}");
        }
    }

    private float[] Predict(ReadOnlySpan<float> rows, int featureCount, int type)
    {
        string config = $$"""{"type":{{type}},"training":false,"iteration_begin":0,"iteration_end":0,"missing":NaN,"strict_shape":false,"cache_id":0}""";
        fixed (float* first = rows)
        {
            string array = $$"""{"data":[{{(nint)first}},true],"shape":[{{rows.Length / featureCount}},{{featureCount}}],"typestr":"<f4","version":3}""";
            XGBoostLibrary.Check(XGBoostNative.BoosterPredict(_handle, array, config, 0, out _, out _, out float* result), "predict");
            // The buffer is the library's and the next call overwrites it.
            return new ReadOnlySpan<float>(result, rows.Length / featureCount).ToArray();
        }
    }
}
