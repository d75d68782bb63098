namespace FraudWatch.Storage;

/// <summary>The database's schema is not what this program needs, and could not be made so. The start ends here.</summary>
public sealed class MigrationException : Exception
{
    public MigrationException(string message)
        : base(message)
    {
    }

    public MigrationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
