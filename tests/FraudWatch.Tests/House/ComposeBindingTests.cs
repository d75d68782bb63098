using System.Text.RegularExpressions;
using FraudWatch.Storage;
using FraudWatch.Worker.Health;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace FraudWatch.Tests.House;

/// <summary>Every FRAUDWATCH__ name in the compose file and the image is an option of the worker, and its value one that the option takes.</summary>
public sealed class ComposeBindingTests
{
    private static readonly Dictionary<string, Type> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        [KafkaOptions.Section] = typeof(KafkaOptions),
        [PipelineOptions.Section] = typeof(PipelineOptions),
        [ModelOptions.Section] = typeof(ModelOptions),
        [SnapshotOptions.Section] = typeof(SnapshotOptions),
        [OutboxOptions.Section] = typeof(OutboxOptions),
        [HealthOptions.Section] = typeof(HealthOptions),
        [TelemetryOptions.Section] = typeof(TelemetryOptions),
        [$"FraudWatch:{StorageOptions.Section}"] = typeof(StorageOptions),
    };

    public static TheoryData<string, string> Names
    {
        get
        {
            ComposeFile compose = ComposeFile.Load();
            IEnumerable<KeyValuePair<string, string>> image = Regex.Matches(RepositoryFiles.Read("Dockerfile"), @"(?<name>FRAUDWATCH__\w+)=(?<value>\S+)", RegexOptions.NonBacktracking)
                .Select(m => KeyValuePair.Create(m.Groups["name"].Value, m.Groups["value"].Value));
            TheoryData<string, string> names = [];
            foreach ((string name, string value) in compose.FraudWatchEnvironment("worker").Concat(compose.FraudWatchEnvironment("migrations")).Concat(image).Distinct())
            {
                names.Add(name, value);
            }

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_binds_to_an_option(string name, string value) => Assert.True(Binds(name, value), $"{name}={value}");

    [Theory]
    [InlineData("FRAUDWATCH__KAFKA__BOOTSTRAPSERVER", "kafka:9092")]
    [InlineData("FRAUDWATCH__KAFKAS__BOOTSTRAPSERVERS", "kafka:9092")]
    [InlineData("FRAUDWATCH__HEALTH__PORT", "eighty")]
    public void A_name_or_value_that_is_no_option_would_be_noticed(string name, string value) => Assert.False(Binds(name, value));

    private static bool Binds(string name, string value)
    {
        string key = name.Replace("__", ":", StringComparison.Ordinal);
        string section = key[..key.LastIndexOf(':')];
        if (!Sections.TryGetValue(section, out Type? options))
        {
            return false;
        }

        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();
        try
        {
            configuration.GetSection(section).Get(options, binder => binder.ErrorOnUnknownConfiguration = true);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
