using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Output;

/// <summary>Flags and holds as JSON Lines on stdout: the objects of flags.jsonl and holds.jsonl.</summary>
internal static class DecisionLines
{
    public const string Help = "JSON Lines on stdout, one object of the wire contract a line, as in flags.jsonl and holds.jsonl.";

    public static void Write(IEnumerable<Flag> flags) => Write(flags, DecisionJson.WriteMembers);

    public static void Write(IEnumerable<Hold> holds) => Write(holds, DecisionJson.WriteMembers);

    private static void Write<T>(IEnumerable<T> rows, Action<Utf8JsonWriter, T> members)
    {
        using Stream stdout = StandardStreams.OpenOutput();
        using var buffer = new BufferedStream(stdout);
        foreach (T row in rows)
        {
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                members(json, row);
                json.WriteEndObject();
            }

            buffer.WriteByte((byte)'\n');
        }
    }
}
