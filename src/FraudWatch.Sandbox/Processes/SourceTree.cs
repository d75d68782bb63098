using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Processes;

/// <summary>The clone that this program, or the tests that use it, was built in; and the other programs built there.</summary>
public static class SourceTree
{
    private const string Mark = "FraudWatch.sln";

    /// <summary>The folder with the solution, above this program.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// The dll of a program under <c>src/</c>, of the same build configuration as this one. A program is started from its own folder, not
    /// from the copy beside the tests: that one lacks what the tests' shared framework brings.
    /// </summary>
    /// <param name="name">The project's name, such as <c>FraudWatch.Worker</c>.</param>
    /// <exception cref="CommandFailure">It has not been built.</exception>
    public static string Program(string name)
    {
        DirectoryInfo framework = new(AppContext.BaseDirectory);
        string path = Path.Combine(Root, "src", name, "bin", framework.Parent!.Name, framework.Name, name + ".dll");
        return File.Exists(path)
            ? path
            : throw new CommandFailure($"{path} is not there. Build it: ./fraudwatch does, or dotnet build {Mark} -c {framework.Parent.Name}");
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Mark)))
            {
                return folder.FullName;
            }
        }

        throw new CommandFailure($"No {Mark} above {AppContext.BaseDirectory}: this program runs from where it was built.");
    }
}
