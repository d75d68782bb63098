using System.Collections.Immutable;

namespace FraudWatch.Detection.Scoring;

/// <summary>
/// The features a model reads: their names in the order of the vector, under a name and a version.
/// Two schemas are equal when all of that is equal; a model is only ever scored on the schema it was trained on.
/// </summary>
public sealed class FeatureSchema : IEquatable<FeatureSchema>
{
    /// <summary>The largest number of features a model may have.</summary>
    public const int MaxFeatures = 4096;

    /// <param name="name">What the vector describes, "ring" or "resale" for example.</param>
    /// <param name="version">Raised whenever a feature keeps its name but changes its meaning; at least 1.</param>
    /// <param name="features">Unique, non-empty names, 1 to <see cref="MaxFeatures"/> of them.</param>
    /// <exception cref="ArgumentException">The names are empty, too many or not unique.</exception>
    public FeatureSchema(string name, int version, IEnumerable<string> features)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        Name = name;
        Version = version;
        Features = [.. features];
        if (Features.Length is 0 or > MaxFeatures)
        {
            throw new ArgumentException($"A feature schema has 1 to {MaxFeatures} features; '{name}' has {Features.Length}.", nameof(features));
        }

        RequireUniqueNames();
    }

    public string Name { get; }

    public int Version { get; }

    public ImmutableArray<string> Features { get; }

    public int Count => Features.Length;

    /// <summary>The position of a feature in the vector, or -1 when the schema does not have it.</summary>
    public int IndexOf(string feature) => Features.IndexOf(feature, StringComparer.Ordinal);

    /// <summary>The first difference to another schema in words, with the other one as "found"; null when they are equal.</summary>
    public string? FirstDifferenceTo(FeatureSchema found)
    {
        if (Name != found.Name)
        {
            return $"expected schema '{Name}', found '{found.Name}'";
        }

        for (int i = 0; i < Math.Max(Count, found.Count); i++)
        {
            string expectedName = i < Count ? $"'{Features[i]}'" : "no more features";
            string foundName = i < found.Count ? $"'{found.Features[i]}'" : "no more features";
            if (expectedName != foundName)
            {
                return $"feature {i}: expected {expectedName}, found {foundName}";
            }
        }

        return Version == found.Version ? null : $"expected version {Version} of schema '{Name}', found version {found.Version}";
    }

    public bool Equals(FeatureSchema? other) => other is not null && FirstDifferenceTo(other) is null;

    public override bool Equals(object? obj) => Equals(obj as FeatureSchema);

    public override int GetHashCode() => HashCode.Combine(Name, Version, Count);

    public override string ToString() => $"{Name} v{Version} ({Count} features)";

    private void RequireUniqueNames()
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < Features.Length; i++)
        {
            if (string.IsNullOrEmpty(Features[i]))
            {
                throw new ArgumentException($"Feature {i} of schema '{Name}' has no name.");
            }

            if (!seen.Add(Features[i]))
            {
                throw new ArgumentException($"Feature '{Features[i]}' stands twice in schema '{Name}', the second time at {i}.");
            }
        }
    }
}
