using System.CommandLine;
using System.Globalization;
using FraudWatch.Cli.Output;
using FraudWatch.Kafka.DeadLetters;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.DeadLetters;

/// <summary><c>fraudwatch deadletters list [--all] [--reason R]</c>.</summary>
internal static class DeadLettersListCommand
{
    public static Command Create()
    {
        var all = new Option<bool>("--all") { Description = "Also those that were sent again and have not failed since." };
        var reason = new Option<string?>("--reason") { HelpName = "WORD", Description = "Only those rejected for this reason, e.g. missing_field." };
        Option<int> limit = CommonOptions.Limit();
        Option<bool> json = new("--json") { Description = DeadLetterLines.Help };
        Option<string?> servers = DeadLettersCommand.ServersOption();
        Option<string?> postgres = DeadLettersCommand.PostgresOption();
        var command = new Command("list", "Lists dead letters that wait for somebody, newest first.") { all, reason, limit, json, servers, postgres };
        command.SetAction(async (parsed, stop) =>
        {
            string? wanted = parsed.GetValue(reason);
            DeadLetterBook book = await DeadLettersCommand.ReadAsync(
                DeadLettersCommand.Topic(parsed.GetValue(servers)), new WholeLetters(parsed.GetValue(postgres)), stop);
            DeadLetter[] found =
            [
                .. book.Letters
                    .Where(l => (parsed.GetValue(all) || l.IsWaiting) && (wanted is null || l.Last.Reason == wanted)).Reverse(),
            ];
            return Write(found, parsed.GetValue(limit), parsed.GetValue(json));
        });
        return command;
    }

    private static int Write(DeadLetter[] found, int limit, bool json)
    {
        if (found.Length == 0)
        {
            return Talk.NothingFound("No dead letters match.");
        }

        DeadLetter[] shown = found[..Math.Min(limit, found.Length)];
        if (json)
        {
            DeadLetterLines.Write(shown);
        }
        else
        {
            WriteTable(shown);
        }

        Talk.IfCut(found.Length > limit, limit, "dead letters");
        return ExitStatus.Done;
    }

    private static void WriteTable(DeadLetter[] letters)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var table = new TextTable("origin", "reason", "rejected", "times", "sent again", "detail");
        foreach (DeadLetter letter in letters)
        {
            table.Row(
                letter.Origin.ToString(),
                letter.Last.Reason,
                TimeText.Ago(letter.Last.Message.WrittenAt, now),
                letter.Failures.ToString(CultureInfo.InvariantCulture),
                letter.Requeues.ToString(CultureInfo.InvariantCulture),
                letter.Last.Detail);
        }

        table.Write(Console.Out, Colour.OnStdout);
    }
}
