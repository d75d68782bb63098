namespace FraudWatch.Terminal;

/// <summary>What a command's exit status says. Part of the wire contract.</summary>
public static class ExitStatus
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
    public const int NothingFound = 3;

    /// <summary>Nothing was changed.</summary>
    public const int Refused = 4;
}
