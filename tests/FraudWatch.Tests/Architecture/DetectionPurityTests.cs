using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using FraudWatch.Detection;
using FraudWatch.Replay;
using Xunit;

namespace FraudWatch.Tests.Architecture;

/// <summary>Detection is pure: what its compiled assembly refers to is looked at, so no source trick hides anything.</summary>
public sealed class DetectionPurityTests
{
    /// <summary>Types that reach nothing by themselves, from namespaces that otherwise do: a Stream is what somebody else opened.</summary>
    private static readonly string[] Harmless = ["System.IO.InvalidDataException", "System.IO.Stream", "System.IO.Hashing.NonCryptographicHashAlgorithm", "System.IO.Hashing.XxHash3", "System.IO.Hashing.XxHash64", "System.IO.Hashing.XxHash128", "System.IO.Hashing.Crc32"];

    private static readonly string[] ForbiddenNamespaces = ["System.IO", "System.Threading", "System.Net", "System.Diagnostics.Tracing", "System.Diagnostics.Metrics", "Microsoft.Extensions", "Microsoft.Win32"];

    private static readonly string[] ForbiddenTypes =
    [
        "System.Console", "System.Environment", "System.TimeProvider", "System.Random", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process",
        "System.Diagnostics.Activity", "System.AppContext", "System.Security.Cryptography.RandomNumberGenerator",
    ];

    private static readonly string[] ForbiddenMembers =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.Object.GetHashCode", "System.String.GetHashCode",
    ];

    [Fact]
    public void Detection_has_no_files_clock_threads_chance_or_network() => Assert.Empty(Violations(typeof(FraudDetector).Assembly.Location));

    [Fact]
    public void The_same_look_at_an_assembly_that_reads_files_finds_them()
    {
        string[] found = [.. Violations(typeof(LineReader).Assembly.Location)];
        Assert.Contains("System.IO.FileStream", found);
        Assert.Contains("System.TimeProvider", found);
        Assert.Contains("System.Threading.CancellationToken", found);
    }

    private static IEnumerable<string> Violations(string assembly)
    {
        using FileStream file = File.OpenRead(assembly);
        using var image = new PEReader(file);
        MetadataReader metadata = image.GetMetadataReader();
        IEnumerable<string> types = metadata.TypeReferences.Select(handle => NameOf(metadata, handle)).Where(IsForbiddenType);
        IEnumerable<string> members = metadata.MemberReferences.Select(handle => metadata.GetMemberReference(handle))
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => $"{NameOf(metadata, (TypeReferenceHandle)member.Parent)}.{metadata.GetString(member.Name)}")
            .Where(ForbiddenMembers.Contains);
        return [.. types.Concat(members).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static bool IsForbiddenType(string type) => !Harmless.Contains(type)
        && (ForbiddenTypes.Contains(type) || ForbiddenNamespaces.Any(space => type.StartsWith(space + ".", StringComparison.Ordinal)));

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        TypeReference type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
