using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using FraudWatch.Replay;

namespace FraudWatch.Testing.Events;

/// <summary>A folder of event files for one test, gone with it.</summary>
public sealed class EventFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fraudwatch-events-");

    /// <summary>The reader sets a switch of the runtime that gzip looks at once: it must not look before, as it would not in a program.</summary>
    static EventFolder() => RuntimeHelpers.RunClassConstructor(typeof(LineReader).TypeHandle);

    public string Path => _folder.FullName;

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes lines with LF ends; a name that ends in <c>.gz</c> is compressed.</summary>
    public string Write(string name, IEnumerable<byte[]> lines) => WriteBytes(name, [.. lines.SelectMany(line => line.Append((byte)'\n'))]);

    public string Write(string name, IEnumerable<EventObject> events) => Write(name, events.Select(e => e.Utf8()));

    public string WriteText(string name, string text) => WriteBytes(name, Encoding.UTF8.GetBytes(text));

    public string WriteBytes(string name, byte[] bytes)
    {
        using FileStream file = File.Create(PathOf(name));
        if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            using var gzip = new GZipStream(file, CompressionLevel.Fastest);
            gzip.Write(bytes);
        }
        else
        {
            file.Write(bytes);
        }

        return PathOf(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
