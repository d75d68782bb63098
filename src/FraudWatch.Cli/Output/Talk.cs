using FraudWatch.Terminal;

namespace FraudWatch.Cli.Output;

/// <summary>What list commands say beside their data.</summary>
internal static class Talk
{
    /// <summary>Says that nothing was found, and gives the exit status for it.</summary>
    public static int NothingFound(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return ExitStatus.NothingFound;
    }

    /// <summary>Says so when a list was cut at its limit.</summary>
    public static void IfCut(bool cut, int limit, string noun)
    {
        if (cut)
        {
            Console.Error.WriteLine($"The newest {Figures.Count(limit)} {noun}; there are more: --limit N.");
        }
    }
}
