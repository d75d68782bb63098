using FraudWatch.Sandbox.Processes;

namespace FraudWatch.Sandbox.Services;

/// <summary>Where the demo's files lie, and the addresses of services that were left up: <c>artifacts/sandbox</c> of the clone.</summary>
internal static class SandboxFolder
{
    /// <summary>Names another folder; <c>./fraudwatch</c> goes by it too.</summary>
    private const string Variable = "FRAUDWATCH_SANDBOX";

    public static string Path { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? System.IO.Path.GetFullPath(named)
        : System.IO.Path.Combine(SourceTree.Root, "artifacts", "sandbox");
}
