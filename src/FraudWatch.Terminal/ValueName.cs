namespace FraudWatch.Terminal;

/// <summary>
/// What the value of an option or an argument is, by the name that help shows for it. Every option that takes a value names one: how wrong
/// values are answered, and which are tried by the tests, goes by it.
/// </summary>
public static class ValueName
{
    public const string Number = "N";
    public const string File = "FILE";
    public const string Folder = "DIR";

    /// <summary>A time, or a duration.</summary>
    public const string Time = "TIME";

    /// <summary>Words of a person, which may begin with anything.</summary>
    public const string Text = "TEXT";

    /// <summary>One of a list of words.</summary>
    public const string Word = "WORD";

    /// <summary>Something that has an id.</summary>
    public const string Id = "ID";

    /// <summary>A name that somebody gave.</summary>
    public const string Name = "NAME";

    /// <summary>Where a message stood: topic/partition/offset.</summary>
    public const string Origin = "ORIGIN";

    /// <summary>Where a server is.</summary>
    public const string Address = "HOST:PORT";

    /// <summary>Offsets that a log has lost.</summary>
    public const string Gap = "TOPIC[P]:FROM-TO";

    /// <summary>A connection string.</summary>
    public const string Connection = "STRING";

    public static IReadOnlyList<string> All { get; } = [Number, File, Folder, Time, Text, Word, Id, Name, Origin, Address, Gap, Connection];
}
