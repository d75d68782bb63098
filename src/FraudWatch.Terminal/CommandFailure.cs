namespace FraudWatch.Terminal;

/// <summary>
/// A failure whose message is meant for the person at the terminal: what was expected, what was found, where.
/// It is printed without a stack trace and ends the program with <see cref="Status"/>.
/// </summary>
public sealed class CommandFailure : Exception
{
    public CommandFailure(string message, int status = ExitStatus.Failed)
        : base(message) => Status = status;

    public CommandFailure(string message, Exception inner)
        : base(message, inner) => Status = ExitStatus.Failed;

    /// <summary>One of <see cref="ExitStatus"/>.</summary>
    public int Status { get; }
}
