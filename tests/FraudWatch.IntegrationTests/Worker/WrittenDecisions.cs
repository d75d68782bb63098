using System.Buffers;
using System.Text;
using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.Replay;
using Npgsql;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>Flags and holds as JSON objects, by id: from Postgres or from an offline run, to be compared.</summary>
internal static class WrittenDecisions
{
    /// <summary>What the record holds. Postgres writes the objects its own way, so they are normalised.</summary>
    public static async Task<IReadOnlyList<string>> InPostgresAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlCommand command = source.CreateCommand(
            """
            SELECT flag_document(flag_id)::text FROM flags
            UNION ALL
            SELECT hold_document(hold_id)::text FROM holds
            """);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var documents = new List<string>();
        while (await reader.ReadAsync())
        {
            documents.Add(Normalise(Encoding.UTF8.GetBytes(reader.GetString(0))));
        }

        return [.. documents.Order(StringComparer.Ordinal)];
    }

    public static IReadOnlyList<string> Of(DecisionBook book) =>
    [
        .. book.Flags.Select(flag => Write(new Decision(flag)))
            .Concat(book.Holds.Select(hold => Write(new Decision(hold))))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Every version in the outbox: kind, id, version, payload; each once.</summary>
    public static async Task<IReadOnlyList<(string Key, string Kind, string Id, int Version)>> OutboxAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlCommand command = source.CreateCommand("SELECT key, kind, object_id::text, version FROM outbox ORDER BY id");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<(string, string, string, int)>();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3)));
        }

        return rows;
    }

    private static string Write(Decision decision)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            DecisionJson.WriteMessage(json, decision);
        }

        return Normalise(bytes.WrittenMemory);
    }

    private static string Normalise(ReadOnlyMemory<byte> document)
    {
        using var parsed = JsonDocument.Parse(document);
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            WriteSorted(json, parsed.RootElement);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>Members by name; 0.9 and 0.9000 are one number.</summary>
    private static void WriteSorted(Utf8JsonWriter json, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (JsonProperty member in element.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(member.Name);
                    WriteSorted(json, member.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray())
                {
                    WriteSorted(json, item);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.Number:
                json.WriteNumberValue(element.GetDecimal() / 1.0000000000000000000000000000m);
                break;
            default:
                element.WriteTo(json);
                break;
        }
    }
}
