using System.CommandLine;
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
        var command = new Command("show", "Shows why a message was rejected (stderr) and its bytes unchanged (stdout).") { origin, json, servers };
        command.SetAction((parsed, stop) =>
        {
            DeadLetter? letter = DeadLettersCommand.Topic(parsed.GetValue(servers)).Read(stop).Find(parsed.GetValue(origin));
            return Task.FromResult(letter is null ? Talk.NothingFound($"There is no dead letter of {parsed.GetValue(origin)}.") : Show(letter, parsed.GetValue(json)));
        });
        return command;
    }

    private static int Show(DeadLetter letter, bool json)
    {
        if (json)
        {
            DeadLetterLines.Write([letter]);
            return ExitStatus.Done;
        }

        Console.Error.WriteLine(
            $"{letter.Origin} was rejected as {letter.Last.Reason} at {DecisionJson.Time(letter.Last.Message.WrittenAt)}"
            + $" ({letter.Failures} times, sent again {letter.Requeues} times, last at {letter.Last.At}): {letter.Last.Detail}");
        using Stream stdout = Console.OpenStandardOutput();
        stdout.Write(letter.Last.Message.Bytes);
        return ExitStatus.Done;
    }
}
