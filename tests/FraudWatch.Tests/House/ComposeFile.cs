using YamlDotNet.RepresentationModel;

namespace FraudWatch.Tests.House;

/// <summary>docker-compose.yml, read.</summary>
internal sealed class ComposeFile
{
    private readonly YamlMappingNode _root;

    private ComposeFile(YamlMappingNode root) => _root = root;

    public IReadOnlyDictionary<string, YamlMappingNode> Services =>
        Map(_root, "services").Children.ToDictionary(s => ((YamlScalarNode)s.Key).Value!, s => (YamlMappingNode)s.Value);

    /// <summary>Name and value of every FRAUDWATCH__ variable that a service sets.</summary>
    public IReadOnlyDictionary<string, string> FraudWatchEnvironment(string service) =>
        Map(Services[service], "environment").Children
            .ToDictionary(e => ((YamlScalarNode)e.Key).Value!, e => ((YamlScalarNode)e.Value).Value!)
            .Where(e => e.Key.StartsWith("FRAUDWATCH__", StringComparison.Ordinal))
            .ToDictionary();

    public static ComposeFile Load()
    {
        using StreamReader reader = new(Path.Combine(RepositoryFiles.Root, "docker-compose.yml"));
        YamlStream yaml = [];
        yaml.Load(reader);
        return new ComposeFile((YamlMappingNode)yaml.Documents.Single().RootNode);
    }

    public static YamlMappingNode Map(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out YamlNode? value) ? (YamlMappingNode)value : [];

    public static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out YamlNode? value) ? ((YamlScalarNode)value).Value : null;
}
