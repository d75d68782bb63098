using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Version;

/// <summary><c>fraudwatch version</c>: the program's version and the parts it was built with (contract §3).</summary>
internal static class VersionCommand
{
    /// <summary>The build writes what it was built with as assembly metadata under keys that start so (Directory.Build.targets).</summary>
    private const string PartPrefix = "Part.";

    public static Command Create()
    {
        var command = new Command("version", "The program's version and the parts it was built with.");
        command.SetAction(_ =>
        {
            Write(Console.Out, typeof(VersionCommand).Assembly);
            return ExitStatus.Done;
        });
        return command;
    }

    internal static void Write(TextWriter to, Assembly program)
    {
        (string version, string? commit) = VersionOf(program);
        var table = new TextTable("", "");
        table.Row("FraudWatch", version);
        table.Row("commit", commit ?? "not known");
        table.Row(".NET", RuntimeInformation.FrameworkDescription.Replace(".NET ", "", StringComparison.Ordinal));
        foreach (AssemblyMetadataAttribute part in program.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(m => m.Key.StartsWith(PartPrefix, StringComparison.Ordinal)).OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            table.Row(NameOf(part.Key[PartPrefix.Length..]), part.Value ?? "");
        }

        table.Write(to, colour: false);
    }

    /// <summary>The SDK writes <c>version+commit</c> where the build ran inside a Git clone.</summary>
    private static (string Version, string? Commit) VersionOf(Assembly program)
    {
        string full = program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "not known";
        string[] parts = full.Split('+', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : null);
    }

    private static string NameOf(string part) => part switch
    {
        "MicrosoftML" => "Microsoft.ML",
        "Librdkafka" => "librdkafka",
        _ => part,
    };
}
