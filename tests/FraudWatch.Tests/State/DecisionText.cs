using System.Buffers;
using System.Text;
using System.Text.Json;
using FraudWatch.Detection.Decisions;

namespace FraudWatch.Tests.State;

/// <summary>A decision as it goes out on the wire.</summary>
internal static class DecisionText
{
    public static string Of(Decision decision)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            DecisionJson.WriteMessage(json, decision);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
