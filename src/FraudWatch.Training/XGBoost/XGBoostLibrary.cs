using System.Runtime.InteropServices;
using FraudWatch.Training.Learners;

namespace FraudWatch.Training.XGBoost;

/// <summary>Turns a missing library, and the error codes of one that is there, into errors that say what to do.</summary>
internal static unsafe class XGBoostLibrary
{
    public const string Missing = "XGBoost's library libxgboost.so.0 is not installed. Install it with: apt-get install -y libxgboost0";

    /// <summary>"1.7.4", for the model's card.</summary>
    /// <exception cref="TrainingException">The library is not installed.</exception>
    public static string Version()
    {
        try
        {
            XGBoostNative.Version(out int major, out int minor, out int patch);
            return $"{major}.{minor}.{patch}";
        }
        catch (DllNotFoundException e)
        {
            throw new TrainingException(Missing, e);
        }
    }

    /// <exception cref="TrainingException"><paramref name="status"/> is an error; tells XGBoost's own words.</exception>
    public static void Check(int status, string step)
    {
        if (status != 0)
        {
            // The first line is the error; what follows is the library's stack.
            string error = Marshal.PtrToStringUTF8((nint)XGBoostNative.LastError()) ?? "no reason given";
            throw new TrainingException($"XGBoost failed to {step}: {error.Split('\n')[0]}");
        }
    }
}
