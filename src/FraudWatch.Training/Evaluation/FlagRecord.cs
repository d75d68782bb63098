namespace FraudWatch.Training.Evaluation;

/// <summary>What evaluation needs of one line of <c>flags.jsonl</c>.</summary>
public sealed record FlagRecord(
    string FlagId, int Version, string Typology, DateTimeOffset RaisedAt, IReadOnlyList<FlaggedAccount> Accounts);
