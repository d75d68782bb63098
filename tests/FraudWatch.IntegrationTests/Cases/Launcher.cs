using System.Collections;
using System.Diagnostics;
using FraudWatch.IntegrationTests.House;
using FraudWatch.Sandbox.Processes;

namespace FraudWatch.IntegrationTests.Cases;

/// <summary>
/// <c>./fraudwatch</c> as a person runs it, on the programs that were built with these tests. The launcher is the real one, in a folder
/// of its own beside the tests where all else is a link: there it finds nothing changed, so it never builds, and no services that a demo kept.
/// </summary>
internal static class Launcher
{
    private static readonly Lazy<string> Tree = new(MakeTree);

    /// <summary>The launcher's path.</summary>
    public static string Path => System.IO.Path.Combine(Tree.Value, "fraudwatch");

    /// <summary>Runs <c>./fraudwatch</c> with these arguments and no settings in its environment.</summary>
    public static Task<ProgramRun> RunAsync(params string[] arguments) => ProgramRun.OfAsync(Start(Path, arguments));

    /// <summary>
    /// Runs a line of bash in which <c>fraudwatch</c> is the launcher and <c>$1</c>, <c>$2</c> … are the parameters: for redirections, pipes
    /// and the environment.
    /// </summary>
    public static Task<ProgramRun> ShellAsync(string script, params string[] parameters) =>
        ProgramRun.OfAsync(Start("bash", ["-c", $"fraudwatch() {{ '{Path}' \"$@\"; }}\n{script}", "bash", .. parameters]));

    private static ProcessStartInfo Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (((string)variable.Key).StartsWith("FRAUDWATCH__", StringComparison.OrdinalIgnoreCase))
            {
                start.Environment.Remove((string)variable.Key);
            }
        }

        return start;
    }

    private static string MakeTree()
    {
        string tree = Directory.CreateDirectory(System.IO.Path.Combine(AppContext.BaseDirectory, "launcher")).FullName;
        string[] own = ["fraudwatch", "artifacts", ".git"];
        foreach (string entry in Directory.EnumerateFileSystemEntries(SourceTree.Root).Where(e => !own.Contains(System.IO.Path.GetFileName(e))))
        {
            Link(entry, System.IO.Path.Combine(tree, System.IO.Path.GetFileName(entry)));
        }

        File.Copy(System.IO.Path.Combine(SourceTree.Root, "fraudwatch"), System.IO.Path.Combine(tree, "fraudwatch"), overwrite: true);
        string artifacts = Directory.CreateDirectory(System.IO.Path.Combine(tree, "artifacts")).FullName;
        Link(System.IO.Path.Combine(SourceTree.Root, "artifacts", "feed.props"), System.IO.Path.Combine(artifacts, "feed.props"));
        foreach (string stamp in new[] { "built.began", "built.ended" })
        {
            File.WriteAllText(System.IO.Path.Combine(artifacts, stamp), "");
        }

        return tree;
    }

    private static void Link(string target, string link)
    {
        File.Delete(link);
        File.CreateSymbolicLink(link, target);
    }
}
