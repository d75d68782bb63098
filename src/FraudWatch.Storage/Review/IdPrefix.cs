namespace FraudWatch.Storage;

/// <summary>The beginning of an id as a person types it: from six hexadecimal digits to the whole; dashes do not count.</summary>
public readonly record struct IdPrefix
{
    public const int MinDigits = 6;
    private const int Digits = 32;

    private IdPrefix(string digits)
    {
        First = Guid.ParseExact(digits.PadRight(Digits, '0'), "N");
        Last = Guid.ParseExact(digits.PadRight(Digits, 'f'), "N");
    }

    /// <summary>The smallest id that begins so, in Postgres' order of uuids, which is the order of their digits.</summary>
    public Guid First { get; }

    /// <summary>The largest id that begins so.</summary>
    public Guid Last { get; }

    /// <summary>The whole of an id.</summary>
    public static IdPrefix Whole(Guid id) => new(id.ToString("N"));

    public static bool TryParse(string text, out IdPrefix prefix)
    {
        string digits = text.Replace("-", "", StringComparison.Ordinal);
        bool valid = digits.Length is >= MinDigits and <= Digits
            && digits.All(char.IsAsciiHexDigit);
        prefix = valid ? new IdPrefix(digits) : default;
        return valid;
    }
}
