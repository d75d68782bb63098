using System.Text.Encodings.Web;
using System.Text.Json;

namespace FraudWatch.Replay;

/// <summary>Writes JSON objects, one a line, UTF-8, LF line ends: the same bytes for the same objects. Not thread-safe.</summary>
public sealed class JsonLinesWriter : IDisposable
{
    /// <summary>Text stands as it is; only what JSON demands is escaped. The files are data, never put into a web page as they are.</summary>
    internal static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FileStream _file;
    private readonly Utf8JsonWriter _json;

    /// <exception cref="IOException">The file cannot be made.</exception>
    public JsonLinesWriter(string path)
    {
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 64 * 1024);
        _json = new Utf8JsonWriter(_file, Format);
    }

    /// <summary>Writes one object, whose members are written by <paramref name="members"/>.</summary>
    public void Write<T>(T item, Action<Utf8JsonWriter, T> members)
    {
        _json.WriteStartObject();
        members(_json, item);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _file.WriteByte((byte)'\n');
    }

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }
}
