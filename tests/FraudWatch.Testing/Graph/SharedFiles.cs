namespace FraudWatch.Testing.Graph;

/// <summary>Where the real graphs and expected answers lie: FRAUDWATCH_SHARED, else ../shared beside the repository.</summary>
public static class SharedFiles
{
    /// <summary>Why a test that needs these files is not run.</summary>
    public const string Absent = "Not run: set FRAUDWATCH_SHARED to the folder with datasets/, oracles/ and kafka/.";

    /// <summary>False: tests that need them are reported as not run, by name.</summary>
    public static bool AreThere => Folder is not null;

    /// <summary>The folder, or null where it is missing.</summary>
    public static string? Folder { get; } = Find();

    public static string Path(params string[] parts) =>
        System.IO.Path.Combine([Folder ?? throw new InvalidOperationException("Set FRAUDWATCH_SHARED to the folder with datasets/ and oracles/."), .. parts]);

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("FRAUDWATCH_SHARED");
        string folder = string.IsNullOrEmpty(named) ? System.IO.Path.Combine(RepositoryRoot(), "..", "shared") : named;
        return Directory.Exists(System.IO.Path.Combine(folder, "datasets")) ? System.IO.Path.GetFullPath(folder) : null;
    }

    private static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "FraudWatch.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException($"Expected FraudWatch.sln in a folder above {AppContext.BaseDirectory}.");
        }

        return folder;
    }
}
