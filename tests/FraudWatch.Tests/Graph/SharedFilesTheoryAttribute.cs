using FraudWatch.Testing.Graph;
using Xunit;

namespace FraudWatch.Tests.Graph;

/// <summary>A theory that needs the shared files; without them it is reported as skipped, never as passed.</summary>
public sealed class SharedFilesTheoryAttribute : TheoryAttribute
{
    public SharedFilesTheoryAttribute() =>
        Skip = SharedFiles.Folder is null ? "Not run: set FRAUDWATCH_SHARED to the folder with datasets/ and oracles/." : null!;
}
