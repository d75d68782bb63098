using FraudWatch.Detection.Decisions;

namespace FraudWatch.Storage;

/// <summary>Words of the wire contract as they stand in columns.</summary>
internal static class Words
{
    public static TEnum Parse<TEnum>(string word)
        where TEnum : struct, Enum =>
        Wire.TryParse<TEnum>(word)
        ?? throw new InvalidDataException($"the database holds the {typeof(TEnum).Name} '{word}', which this program does not know");
}
