namespace FraudWatch.Detection.State;

/// <summary>Bytes that are not a whole, sound state of this program's format: damaged, cut off, or of another format. Nothing of them may be used.</summary>
public sealed class StateFormatException : Exception
{
    /// <param name="section">The part of the state in which it was found.</param>
    /// <param name="problem">What was expected and what was found.</param>
    public StateFormatException(string section, string problem)
        : base($"{section}: {problem}") => Section = section;

    public string Section { get; }
}
