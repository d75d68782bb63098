using System.CommandLine;
using System.Text;
using FraudWatch.Cli.Output;
using FraudWatch.Detection.Decisions;
using FraudWatch.Kafka.DeadLetters;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.DeadLetters;

/// <summary><c>fraudwatch deadletters show ORIGIN [--json]</c>.</summary>
internal static class DeadLettersShowCommand
{
    public static Command Create()
    {
        Argument<LetterOrigin> origin = DeadLettersCommand.OriginArgument();
        Option<bool> json = new("--json") { Description = DeadLetterLines.Help };
        Option<string?> servers = DeadLettersCommand.ServersOption();
        Option<string?> postgres = DeadLettersCommand.PostgresOption();
        var command = new Command("show", "Shows why a message was rejected (stderr) and its bytes unchanged (stdout).") { origin, json, servers, postgres };
        command.SetAction(async (parsed, stop) =>
        {
            var whole = new WholeLetters(parsed.GetValue(postgres));
            DeadLetterBook book = await DeadLettersCommand.ReadAsync(DeadLettersCommand.Topic(parsed.GetValue(servers)), whole, stop);
            return book.Find(parsed.GetValue(origin)) is DeadLetter letter
                ? await ShowAsync(letter, whole, parsed.GetValue(json), stop)
                : Talk.NothingFound($"There is no dead letter of {parsed.GetValue(origin)}.");
        });
        return command;
    }

    private static async Task<int> ShowAsync(DeadLetter letter, WholeLetters whole, bool json, CancellationToken stop)
    {
        if (json)
        {
            DeadLetterLines.Write([letter]);
            return ExitStatus.Done;
        }

        Console.Error.WriteLine(
            $"{letter.Origin} was rejected as {letter.Last.Reason} at {DecisionJson.Time(letter.Last.Message.WrittenAt)}"
            + $" ({letter.Failures} times, sent again {letter.Requeues} times, last at {letter.Last.At}): {letter.Last.Detail}");
        byte[]? bytes = letter.Last.Message.Bytes;
        if (letter.Last.Message.CutFrom is int length)
        {
            byte[]? all = await whole.ReadAsync(letter.Last, stop);
            bytes = all ?? bytes;
            Console.Error.WriteLine(all is null
                ? $"The topic has the first {bytes?.Length ?? 0} of its {length} bytes, below; for all of them name the worker's Postgres ({RecordConnection.Variable} or --connection)."
                : $"The topic has the first {letter.Last.Message.Bytes?.Length ?? 0} of its {length} bytes; below are all, from Postgres.");
        }

        if (!Console.IsOutputRedirected)
        {
            // A terminal would obey what is in it.
            Console.Out.WriteLine(Encoding.UTF8.GetString(bytes ?? []));
            return ExitStatus.Done;
        }

        using Stream stdout = StandardStreams.OpenOutput();
        stdout.Write(bytes);
        return ExitStatus.Done;
    }
}
