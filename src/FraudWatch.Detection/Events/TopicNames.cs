namespace FraudWatch.Detection.Events;

/// <summary>
/// What the contract's topics are called at a broker. Several installations, or tests, can share one broker: each puts a prefix of its
/// own before every name. It is added where a client is asked and nowhere else: the record, dead letters and messages say the contract's names.
/// </summary>
/// <param name="Prefix">Before every topic name; empty for none.</param>
public sealed record TopicNames(string Prefix)
{
    /// <summary>The contract's names as they are.</summary>
    public static TopicNames Plain { get; } = new("");

    /// <summary>The name at the broker of a topic that carries events.</summary>
    public string Of(Topic topic) => Of(Topics.NameOf(topic));

    /// <summary>The name at the broker of a topic of the contract.</summary>
    public string Of(string contractName) => Prefix + contractName;

    /// <summary>The event topic with this name at the broker, or null.</summary>
    public Topic? Parse(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) ? Topics.Parse(name[Prefix.Length..]) : null;
}
