using System.Text.Json;

namespace FraudWatch.Sandbox.Demo;

/// <summary>The demo's last word, on stdout: what was found, how good it was, and where to look further.</summary>
internal static class DemoReport
{
    private const int RowsOfADetector = 8;
    private const int HoldRows = 8;

    public static void Print(RecordedDecisions decisions, string evaluation, DemoOutcome outcome)
    {
        TextWriter output = Console.Out;
        foreach (string detector in new[] { "ring", "resale" })
        {
            PrintFlags(output, detector, [.. decisions.Flags.Where(f => Text(f, "detector") == detector)]);
        }

        PrintHolds(output, decisions.Holds);
        output.WriteLine("Against the truth of the simulation");
        output.WriteLine(evaluation.TrimEnd());
        output.WriteLine();
        output.WriteLine($"{outcome.Events:N0} events through Kafka in {outcome.Seconds:F1} s, {outcome.Events / outcome.Seconds:N0} a second "
            + $"({outcome.Rejected:N0} rejected, {outcome.OutOfTurn:N0} out of turn)");
        PrintNext(output, outcome);
    }

    private static void PrintFlags(TextWriter output, string detector, IReadOnlyList<JsonElement> flags)
    {
        output.WriteLine($"{flags.Count:N0} flags of the {detector} detector");
        output.WriteLine($"  {"score",-7} {"typology",-18} {"anchor account",-24} {"accounts",8} {"coins at risk",13}  why");
        foreach (JsonElement flag in flags.Take(RowsOfADetector))
        {
            string why = flag.GetProperty("reasons").EnumerateArray().Select(r => Text(r, "text")).FirstOrDefault("");
            output.WriteLine($"  {flag.GetProperty("score").GetDecimal(),-7:F4} {Text(flag, "typology"),-18} {Text(flag, "anchor_account_id"),-24} "
                + $"{flag.GetProperty("accounts").GetArrayLength(),8} {flag.GetProperty("coins_at_risk").GetInt64(),13:N0}  {why}");
        }

        PrintRest(output, flags.Count - RowsOfADetector);
    }

    private static void PrintHolds(TextWriter output, IReadOnlyList<JsonElement> holds)
    {
        IEnumerable<string> scopes = holds.GroupBy(h => Text(h, "scope")).OrderByDescending(g => g.Count()).Select(g => $"{g.Count():N0} on {g.Key}");
        output.WriteLine($"{holds.Count:N0} holds: {string.Join(", ", scopes)}");
        output.WriteLine($"  {"account",-24} {"scope",-11} {"status",-9} {"placed at",-25} reasons");
        foreach (JsonElement hold in holds.Take(HoldRows))
        {
            string reasons = string.Join(", ", hold.GetProperty("reason_codes").EnumerateArray().Select(r => r.GetString()));
            output.WriteLine($"  {Text(hold, "account_id"),-24} {Text(hold, "scope"),-11} {Text(hold, "status"),-9} {Text(hold, "placed_at"),-25} {reasons}");
        }

        PrintRest(output, holds.Count - HoldRows);
    }

    private static void PrintRest(TextWriter output, int more)
    {
        if (more > 0)
        {
            output.WriteLine($"  and {more:N0} more");
        }

        output.WriteLine();
    }

    private static void PrintNext(TextWriter output, DemoOutcome outcome)
    {
        string folder = Path.GetRelativePath(Environment.CurrentDirectory, outcome.Folder);
        output.WriteLine();
        output.WriteLine("What to try next");
        if (outcome.Kept)
        {
            output.WriteLine("  ./fraudwatch flags list          what was flagged; flags show ID tells one");
            output.WriteLine("  ./fraudwatch holds list          what may not move, and until when");
            output.WriteLine("  ./fraudwatch stop                stops the Postgres and the broker that --keep left up");
        }
        else
        {
            output.WriteLine("  ./fraudwatch demo --keep         the same, and leaves Postgres and the broker up for flags, holds and publish");
        }

        output.WriteLine($"  ./fraudwatch replay {folder}/coin-events.jsonl {folder}/gift-events.jsonl --out {folder}/replay");
        output.WriteLine("  ./fraudwatch simulate --out DIR --payers 20000 --days 60 --camouflage 0.5");
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
