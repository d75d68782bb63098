using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace FraudWatch.Storage;

/// <summary>One numbered script. Once applied anywhere it is never edited: what is next gets the next number.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Name">The file's name, e.g. <c>0001_progress</c>.</param>
/// <param name="Script">Statements, run in one transaction.</param>
public sealed record Migration(int Number, string Name, string Script)
{
    private const string Prefix = "FraudWatch.Storage.Migrations.";
    private const string Suffix = ".sql";

    /// <summary>SHA-256 of the script with line feeds alone, in hexadecimal: a checkout with other line ends is the same script.</summary>
    public string Checksum { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Script.ReplaceLineEndings("\n"))));

    /// <summary>The scripts that this program carries, in order.</summary>
    public static IReadOnlyList<Migration> Embedded { get; } = ReadEmbedded();

    internal static string ReadText(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"resource {resource} is not embedded");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static Migration[] ReadEmbedded()
    {
        Migration[] found = Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(Suffix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => FromResource(n))
            .ToArray();
        for (int i = 0; i < found.Length; i++)
        {
            if (found[i].Number != i + 1)
            {
                throw new InvalidOperationException($"migration {found[i].Name}: expected number {i + 1:0000}");
            }
        }

        return found;
    }

    private static Migration FromResource(string resource)
    {
        string name = resource[Prefix.Length..^Suffix.Length];
        return new Migration(int.Parse(name[..name.IndexOf('_', StringComparison.Ordinal)]), name, ReadText(resource));
    }
}
