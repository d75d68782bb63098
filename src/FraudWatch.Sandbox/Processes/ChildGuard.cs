namespace FraudWatch.Sandbox.Processes;

/// <summary>
/// A shell at the other end of a pipe that kills a child program, and what that started, when this program dies without having taken back
/// the order: kill -9 included.
/// </summary>
internal sealed class ChildGuard : IAsyncDisposable
{
    /// <summary>A line takes the order back; the end of the pipe without one is this program's death. The child leads a group of its own.</summary>
    private const string Script = """read -r word && exit 0; kill -s KILL -- "-$1" 2>/dev/null""";

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);
    private readonly LineProcess _shell;

    private ChildGuard(LineProcess shell) => _shell = shell;

    public static ChildGuard Over(int processId) => new(LineProcess.Start("sh", ["-c", Script, "child-guard", processId.ToString()]));

    /// <summary>The child has ended or is to live on: nothing is killed any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _shell.WriteLineAsync("done", CancellationToken.None);
        await _shell.EndAsync(EndLimit);
    }
}
