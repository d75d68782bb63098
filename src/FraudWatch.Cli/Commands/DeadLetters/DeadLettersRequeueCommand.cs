using System.CommandLine;
using FraudWatch.Cli.Output;
using FraudWatch.Detection.Events;
using FraudWatch.Kafka.DeadLetters;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.DeadLetters;

/// <summary><c>fraudwatch deadletters requeue ORIGIN [--with FILE]</c>.</summary>
internal static class DeadLettersRequeueCommand
{
    public static Command Create()
    {
        Argument<LetterOrigin> origin = DeadLettersCommand.OriginArgument();
        var with = new Option<FileInfo?>("--with") { HelpName = "FILE", Description = "The corrected message: one JSON object, which must be a valid event." };
        Option<bool> json = new("--json") { Description = DeadLetterLines.Help };
        Option<string?> servers = DeadLettersCommand.ServersOption();
        Option<string?> postgres = DeadLettersCommand.PostgresOption();
        var command = new Command(
            "requeue", "Sends a message back to the partition it came from, once for each time it was rejected.") { origin, with, json, servers, postgres };
        command.SetAction((parsed, stop) =>
        {
            byte[]? corrected = parsed.GetValue(with) is FileInfo file ? ReadCorrected(file) : null;
            DeadLetterTopic topic = DeadLettersCommand.Topic(parsed.GetValue(servers));
            return RequeueAsync(topic, new WholeLetters(parsed.GetValue(postgres)), parsed.GetValue(origin), corrected, parsed.GetValue(json), stop);
        });
        return command;
    }

    private static async Task<int> RequeueAsync(
        DeadLetterTopic topic, WholeLetters whole, LetterOrigin origin, byte[]? corrected, bool json, CancellationToken stop)
    {
        if ((await DeadLettersCommand.ReadAsync(topic, whole, stop)).Find(origin) is not DeadLetter letter)
        {
            return Talk.NothingFound($"There is no dead letter of {origin}.");
        }

        if (!letter.IsWaiting)
        {
            throw new CommandFailure($"{origin} was sent again already, and was not rejected since.");
        }

        LetterOrigin at = await topic.RequeueAsync(letter, corrected ?? await BytesAsync(letter, whole, stop), stop);
        if (json)
        {
            DeadLetterLines.Write([(await DeadLettersCommand.ReadAsync(topic, whole, stop)).Find(origin)!]);
        }
        else
        {
            Console.Out.WriteLine($"{origin} stands at {at} now{(corrected is null ? "" : ", corrected")}.");
        }

        return ExitStatus.Done;
    }

    /// <summary>All of the message; a part of it is never sent for the whole.</summary>
    private static async Task<byte[]?> BytesAsync(DeadLetter letter, WholeLetters whole, CancellationToken stop) =>
        letter.Last.Message.CutFrom is not int length ? letter.Last.Message.Bytes
        : await whole.ReadAsync(letter.Last, stop)
            ?? throw new CommandFailure(
                $"The topic has only {letter.Last.Message.Bytes?.Length ?? 0} of the {length} bytes of {letter.Origin}, and Postgres does not have them: "
                + $"name the worker's ({RecordConnection.Variable} or --connection), or send a corrected message with --with.",
                ExitStatus.Refused);

    private static byte[] ReadCorrected(FileInfo file)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file.FullName).AsSpan().TrimEnd("\r\n"u8).ToArray();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"--with: {file.Name} cannot be read: {unreadable.Message}", unreadable);
        }

        var parsed = new ParsedEvent();
        return EventParser.TryParse(bytes, parsed)
            ? bytes
            : throw new CommandFailure($"--with: {file.Name} would be rejected again as {parsed.Rejection.Code}: {parsed.Rejection.Detail}");
    }
}
