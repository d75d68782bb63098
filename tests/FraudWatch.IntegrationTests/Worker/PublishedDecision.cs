using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>A message on fraud-decisions.</summary>
internal sealed record PublishedDecision(string Key, string Id, int Version, string Json)
{
    public static PublishedDecision Read(ConsumeResult<string?, byte[]> message)
    {
        using var json = JsonDocument.Parse(message.Message.Value);
        JsonElement root = json.RootElement;
        string kind = root.GetProperty("kind").GetString()!;
        return new PublishedDecision(
            message.Message.Key!,
            root.GetProperty(kind + "_id").GetString()!,
            root.GetProperty("version").GetInt32(),
            Encoding.UTF8.GetString(message.Message.Value));
    }
}
