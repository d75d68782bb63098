using System.Text.Json;
using System.Text.Unicode;
using FraudWatch.Detection.Events;

namespace FraudWatch.Replay;

/// <summary>A rejected line as it stands in <c>rejected.jsonl</c>.</summary>
public static class RejectedLineJson
{
    public static void WriteMembers(Utf8JsonWriter json, RejectedLine line)
    {
        json.WriteString("reason", line.Rejection.Code);
        json.WriteString("detail", line.Rejection.Detail);
        json.WriteString("topic", line.Topic is Topic topic ? Topics.NameOf(topic) : null);
        WriteNumber(json, "partition", line.Position?.Partition);
        WriteNumber(json, "offset", line.Position?.Offset);
        json.WriteString("file", line.File);
        json.WriteNumber("line", line.Line);
        json.WriteNumber("length", line.Length);
        WriteBytes(json, line.Bytes);
    }

    /// <summary>As text where the bytes are text, so that a person can read them; in either form they come back unchanged.</summary>
    private static void WriteBytes(Utf8JsonWriter json, byte[]? bytes)
    {
        if (bytes is null)
        {
            json.WriteNull("raw");
        }
        else if (Utf8.IsValid(bytes))
        {
            json.WriteString("raw", bytes);
        }
        else
        {
            json.WriteBase64String("raw_base64", bytes);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is long number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
