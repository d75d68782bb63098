using System.Text;
using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.Kafka.DeadLetters;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.DeadLetters;

/// <summary>Dead letters as JSON Lines on stdout.</summary>
internal static class DeadLetterLines
{
    public const string Help = "JSON Lines on stdout: origin, reason, detail, rejected_at, failures, requeues, waiting, text and base64 of the message, and cut_from, its length, where these are only its first bytes.";

    public static void Write(IEnumerable<DeadLetter> letters)
    {
        using Stream stdout = StandardStreams.OpenOutput();
        using var buffer = new BufferedStream(stdout);
        foreach (DeadLetter letter in letters)
        {
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("origin", letter.Origin.ToString());
                json.WriteString("last_at", letter.Last.At.ToString());
                json.WriteString("reason", letter.Last.Reason);
                json.WriteString("detail", letter.Last.Detail);
                json.WriteString("rejected_at", DecisionJson.Time(letter.Last.Message.WrittenAt));
                json.WriteNumber("failures", letter.Failures);
                json.WriteNumber("requeues", letter.Requeues);
                json.WriteBoolean("waiting", letter.IsWaiting);
                WriteBytes(json, letter.Last.Message);
                json.WriteEndObject();
            }

            buffer.WriteByte((byte)'\n');
        }
    }

    private static void WriteBytes(Utf8JsonWriter json, LetterMessage message)
    {
        if (message.Bytes is null)
        {
            json.WriteNull("text");
            json.WriteNull("base64");
        }
        else
        {
            json.WriteString("text", Encoding.UTF8.GetString(message.Bytes));
            json.WriteBase64String("base64", message.Bytes);
        }

        if (message.CutFrom is int length)
        {
            json.WriteNumber("cut_from", length);
        }
    }
}
