namespace FraudWatch.Detection.Scoring;

/// <summary>A model file that cannot be trusted: cut short, damaged, of another format, or with contents that make no sense.</summary>
public sealed class ModelFormatException : Exception
{
    public ModelFormatException(string section, string problem)
        : base($"Model file, {section}: {problem}.") => Section = section;

    public ModelFormatException(string section, Exception cause)
        : base($"Model file, {section}: {cause.Message}", cause) => Section = section;

    /// <summary>The part of the file that was being read: "header", "checksum", or a section's name.</summary>
    public string Section { get; }
}
