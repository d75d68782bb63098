using System.Text.Json;
using FraudWatch.Terminal;

namespace FraudWatch.Training.Evaluation;

/// <summary>Reads what <c>evaluate</c> is given.</summary>
/// <exception cref="CommandFailure">A file is missing or a line is not what it should be; the message names file and line.</exception>
internal static class EvaluationFiles
{
    private static readonly HashSet<string> Labels = new(StringComparer.Ordinal)
    {
        TruthRecord.Fraud, TruthRecord.Policy, TruthRecord.Customer, TruthRecord.Victim,
    };

    public static List<TruthRecord> Truth(string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. JsonLines.Read(path, line =>
        {
            string account = line.Text("account_id");
            return seen.Add(account)
                ? new TruthRecord(account, Label(line), line.Text("typology"), line.Text("group_id"), line.TimeOrNull("first_payout_at"))
                : throw new FormatException($"expected each account once, found {account} again");
        })];
    }

    public static List<FlagRecord> Flags(string path) => [.. JsonLines.Read(path, line => new FlagRecord(
        line.Text("flag_id"),
        (int)line.Whole("version"),
        line.Text("typology"),
        line.Time("raised_at"),
        [.. line.List("accounts").Select(a => new FlaggedAccount(a.Text("account_id"), a.Text("role"), a.Real("score"), a.TimeOrNull("added_at")))]))];

    /// <summary>The last version of each hold.</summary>
    public static List<HoldRecord> Holds(string path) => [.. JsonLines.Read(path, line => new HoldRecord(
            line.Text("hold_id"),
            (int)line.Whole("version"),
            line.Text("account_id"),
            line.Text("scope"),
            line.Time("placed_at"),
            line.TimeOrNull("ended_at") ?? line.TimeOrNull("expires_at"),
            line.Text("placed_by").StartsWith("policy", StringComparison.Ordinal)))
        .GroupBy(h => h.HoldId, StringComparer.Ordinal).Select(g => g.MaxBy(h => h.Version)!)];

    /// <summary>Requests for money by the given accounts; a repeated event counts once.</summary>
    public static List<Withdrawal> Withdrawals(IEnumerable<string> paths, IReadOnlySet<string> accounts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<Withdrawal>();
        foreach (string path in paths)
        {
            foreach ((string id, Withdrawal withdrawal) in JsonLines.Read(path, ReadWithdrawal, "diamond.withdrawn"))
            {
                if (accounts.Contains(withdrawal.AccountId) && seen.Add(id))
                {
                    found.Add(withdrawal);
                }
            }
        }

        return found;
    }

    /// <summary>Archetype by account.</summary>
    public static Dictionary<string, string> LookAlikes(string path) =>
        JsonLines.Read(path, line => (Account: line.Text("account_id"), Archetype: line.Text("archetype")))
            .ToDictionary(l => l.Account, l => l.Archetype, StringComparer.Ordinal);

    private static (string Id, Withdrawal Withdrawal) ReadWithdrawal(JsonElement line) =>
        (line.Text("event_id"), new Withdrawal(line.Text("account_id"), line.Time("occurred_at"), line.Whole("diamonds")));

    private static string Label(JsonElement line)
    {
        string label = line.Text("label");
        return Labels.Contains(label)
            ? label
            : throw new FormatException($"expected fraud, policy, customer or victim in \"label\", found \"{label}\"");
    }
}
