using System.Globalization;
using FraudWatch.Detection.Decisions;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Output;

/// <summary>Flags for people.</summary>
internal static class FlagTable
{
    private const int AccountsShown = 25;
    private const int EvidenceShown = 10;

    public static void Write(TextWriter to, IEnumerable<Flag> flags, long now, bool colour)
    {
        var table = new TextTable("flag", "raised", "typology", "status", ">score", ">coins at risk", ">accounts", "anchor", "first reason");
        foreach (Flag flag in flags)
        {
            table.Row(
                IdArgument.Short(flag.FlagId),
                TimeText.Ago(flag.RaisedAt, now),
                Wire.Name(flag.Typology),
                Wire.Name(flag.Status),
                Score(flag.Score),
                Figures.Count(flag.CoinsAtRisk),
                Figures.Count(flag.Accounts.Count),
                flag.AnchorAccountId,
                flag.Reasons.Count > 0 ? flag.Reasons[0].Text : "");
        }

        table.Write(to, colour);
    }

    /// <summary>One flag in full.</summary>
    public static void WriteOne(TextWriter to, Flag flag, long now, bool colour)
    {
        new TextTable("", "")
            .Row("flag", flag.FlagId.ToString())
            .Row("case", flag.CaseId.ToString())
            .Row("typology", $"{Wire.Name(flag.Typology)} ({Wire.Name(flag.Detector)})")
            .Row("status", $"{Wire.Name(flag.Status)}, version {flag.Version}, episode {flag.Episode}")
            .Row("score", Score(flag.Score))
            .Row("coins at risk", Figures.Count(flag.CoinsAtRisk))
            .Row("raised", $"{DecisionJson.Time(flag.RaisedAt)} ({TimeText.Ago(flag.RaisedAt, now)})")
            .Row("first event", DecisionJson.Time(flag.FirstEventAt))
            .Row("model", flag.ModelVersion)
            .Row("search", flag.Truncated ? "cut short by the work budget: there may be more" : "complete")
            .Row("evidence", Evidence(flag.EvidenceEventIds))
            .Write(to, colour: false);
        to.WriteLine();
        WriteReasons(to, flag, colour);
        to.WriteLine();
        WriteAccounts(to, flag, colour);
    }

    private static void WriteReasons(TextWriter to, Flag flag, bool colour)
    {
        var table = new TextTable("reason", ">found", ">usual", "evidence", "in words");
        foreach (FlagReason reason in flag.Reasons)
        {
            table.Row(reason.Code, Number(reason.Value), Number(reason.Usual), Wire.Name(reason.Family), reason.Text);
        }

        table.Write(to, colour);
    }

    private static void WriteAccounts(TextWriter to, Flag flag, bool colour)
    {
        var table = new TextTable("account", "role", ">score");
        foreach (FlagAccount account in flag.Accounts.Take(AccountsShown))
        {
            table.Row(account.AccountId, Wire.Name(account.Role), Score(account.Score));
        }

        table.Write(to, colour);
        if (flag.Accounts.Count > AccountsShown)
        {
            to.WriteLine($"… and {Figures.Count(flag.Accounts.Count - AccountsShown)} more; --json has them all");
        }
    }

    private static string Evidence(IReadOnlyList<string> ids) =>
        string.Join(' ', ids.Take(EvidenceShown)) + (ids.Count > EvidenceShown ? $" … and {Figures.Count(ids.Count - EvidenceShown)} more" : "");

    private static string Score(decimal score) => score.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Number(decimal value) => value.ToString("#,0.####", CultureInfo.InvariantCulture);
}
