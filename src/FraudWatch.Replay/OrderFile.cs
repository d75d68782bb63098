using System.Text.Json;
using FraudWatch.Detection.Events;

namespace FraudWatch.Replay;

/// <summary>
/// A worker's order of processing as a file: first a line that says for how many partitions, then a late turn a line, by numbers of events
/// in their partitions, from 0: this event was not taken before that one was.
/// </summary>
public sealed record OrderFile(int Partitions, IReadOnlyList<LateTurn> Turns)
{
    private const string First = "expected a first line with partitions from 1 to 10000";
    private const string Each = "expected topic, partition and event, and the same of what it came after";

    /// <exception cref="IOException">It cannot be written; the message says why.</exception>
    public void Write(string path)
    {
        using FileStream file = File.Create(path);
        WriteLine(file, json => json.WriteNumber("partitions", Partitions));
        foreach (LateTurn turn in Turns)
        {
            WriteLine(file, json =>
            {
                WritePlace(json, "", turn.Message, turn.Event);
                WritePlace(json, "after_", turn.After, turn.AfterEvent);
            });
        }
    }

    /// <exception cref="IOException">It cannot be read, or a line is not what <see cref="Write"/> makes; the message says which.</exception>
    public static OrderFile Read(string path)
    {
        int partitions = 0;
        var turns = new List<LateTurn>();
        using LineReader lines = LineReader.Open(path);
        while (lines.TryRead(out FileLine line))
        {
            try
            {
                using var json = JsonDocument.Parse(line.Bytes.ToArray());
                if (partitions == 0)
                {
                    partitions = json.RootElement.GetProperty("partitions").GetInt32();
                    Require(partitions is >= 1 and <= 10_000);
                }
                else
                {
                    turns.Add(ReadTurn(json.RootElement, partitions));
                }
            }
            catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new IOException($"{path}, line {line.Number}: {(line.Number == 1 ? First : Each)}, found something else", wrong);
            }
        }

        return partitions > 0 ? new OrderFile(partitions, turns) : throw new IOException($"{path}: {First}, found an empty file");
    }

    private static LateTurn ReadTurn(JsonElement json, int partitions)
    {
        LogPosition message = ReadPlace(json, "", partitions);
        LogPosition after = ReadPlace(json, "after_", partitions);
        return new LateTurn(message, message.Offset, after, after.Offset);
    }

    private static LogPosition ReadPlace(JsonElement json, string prefix, int partitions)
    {
        Topic? topic = Topics.Parse(json.GetProperty(prefix + "topic").GetString() ?? "");
        int partition = json.GetProperty(prefix + "partition").GetInt32();
        long number = json.GetProperty(prefix + "event").GetInt64();
        Require(topic is not null && partition >= 0 && partition < partitions && number >= 0);
        return new LogPosition(topic!.Value, partition, number);
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new FormatException();
        }
    }

    private static void WritePlace(Utf8JsonWriter json, string prefix, LogPosition place, long number)
    {
        json.WriteString(prefix + "topic", Topics.NameOf(place.Topic));
        json.WriteNumber(prefix + "partition", place.Partition);
        json.WriteNumber(prefix + "event", number);
    }

    private static void WriteLine(Stream file, Action<Utf8JsonWriter> members)
    {
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        file.WriteByte((byte)'\n');
    }
}
