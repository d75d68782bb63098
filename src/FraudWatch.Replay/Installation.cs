namespace FraudWatch.Replay;

/// <summary>Where the program is installed: the folder that holds <c>models/</c> and the launcher.</summary>
public static class Installation
{
    /// <summary>Set by the launcher to the root of the clone.</summary>
    public const string HomeVariable = "FRAUDWATCH_HOME";

    /// <summary>The folder of models that is used unless another is named.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none; the message says where it was looked for.</exception>
    public static string Models => Find(Environment.GetEnvironmentVariable(HomeVariable), AppContext.BaseDirectory);

    /// <summary>The models below <paramref name="home"/> if it is set, else of the nearest folder above the program that has some.</summary>
    internal static string Find(string? home, string programFolder)
    {
        if (!string.IsNullOrEmpty(home))
        {
            string named = Path.Combine(home, "models");
            return Directory.Exists(named)
                ? named
                : throw new DirectoryNotFoundException($"expected a folder of models at {named} ({HomeVariable} is {home}), found none");
        }

        for (DirectoryInfo? folder = new(programFolder); folder is not null; folder = folder.Parent)
        {
            string models = Path.Combine(folder.FullName, "models");
            if (Directory.Exists(models))
            {
                return models;
            }
        }

        throw new DirectoryNotFoundException($"expected a folder named models at or above {programFolder}, found none; name one with --model, or set {HomeVariable}");
    }
}
