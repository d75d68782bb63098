namespace FraudWatch.Training.Evaluation;

/// <summary>What all flags together say against one account: the highest score, and since when it stands accused.</summary>
internal sealed record Accusation(double Score, DateTimeOffset Since)
{
    /// <summary>Buyers and victims are not accused. Of a flag given in several versions the highest counts.</summary>
    public static IReadOnlyDictionary<string, Accusation> ByAccount(IEnumerable<FlagRecord> flags)
    {
        var accused = new Dictionary<string, Accusation>(StringComparer.Ordinal);
        foreach (FlagRecord flag in flags.GroupBy(f => f.FlagId, StringComparer.Ordinal).Select(g => g.MaxBy(f => f.Version)!))
        {
            foreach (FlaggedAccount account in flag.Accounts.Where(a => a.IsAccused))
            {
                DateTimeOffset since = account.AddedAt ?? flag.RaisedAt;
                accused[account.AccountId] = accused.TryGetValue(account.AccountId, out Accusation? known)
                    ? new Accusation(Math.Max(known.Score, account.Score), known.Since < since ? known.Since : since)
                    : new Accusation(account.Score, since);
            }
        }

        return accused;
    }
}
