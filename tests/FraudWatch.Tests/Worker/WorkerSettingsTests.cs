using System.ComponentModel.DataAnnotations;
using FraudWatch.Replay;
using FraudWatch.Storage;
using FraudWatch.Worker.Health;
using FraudWatch.Worker.Holds;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Kafka.Logs;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Silence;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace FraudWatch.Tests.Worker;

/// <summary>The shipped appsettings.json and the environment names bind to options that exist and are valid.</summary>
public sealed class WorkerSettingsTests
{
    private static readonly Dictionary<string, Type> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        [KafkaOptions.Section] = typeof(KafkaOptions),
        [PipelineOptions.Section] = typeof(PipelineOptions),
        [ModelOptions.Section] = typeof(ModelOptions),
        [DetectionOptions.Section] = typeof(DetectionOptions),
        [SnapshotOptions.Section] = typeof(SnapshotOptions),
        [OutboxOptions.Section] = typeof(OutboxOptions),
        [HealthOptions.Section] = typeof(HealthOptions),
        [HoldAnswerOptions.Section] = typeof(HoldAnswerOptions),
        [SilenceOptions.Section] = typeof(SilenceOptions),
        [LogOptions.Section] = typeof(LogOptions),
        [TelemetryOptions.Section] = typeof(TelemetryOptions),
        ["FraudWatch:" + StorageOptions.Section] = typeof(StorageOptions),
    };

    [Fact]
    public void Every_name_in_the_shipped_settings_is_an_option()
    {
        string[] names = [.. Shipped().GetSection("FraudWatch").GetChildren().SelectMany(section => section.GetChildren().Select(value => value.Path))];

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(IsOption(name), $"expected an option named {name}, found none"));
    }

    [Fact]
    public void The_shipped_settings_are_valid()
    {
        foreach ((string section, Type type) in Sections)
        {
            object options = Shipped().GetSection(section).Get(type) ?? Activator.CreateInstance(type)!;
            Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        }
    }

    [Theory]
    [InlineData("FRAUDWATCH__KAFKA__BOOTSTRAPSERVERS", "broker:9092")]
    [InlineData("FRAUDWATCH__KAFKA__SECURITYPROTOCOL", "SaslSsl")]
    [InlineData("FRAUDWATCH__KAFKA__SASLMECHANISM", "ScramSha512")]
    [InlineData("FRAUDWATCH__KAFKA__SASLUSERNAME", "worker")]
    [InlineData("FRAUDWATCH__KAFKA__SASLPASSWORD", "secret")]
    [InlineData("FRAUDWATCH__KAFKA__SSLCALOCATION", "/ca.pem")]
    [InlineData("FRAUDWATCH__POSTGRES__CONNECTIONSTRING", "Host=db")]
    [InlineData("FRAUDWATCH__POSTGRES__MIGRATEONSTART", "False")]
    [InlineData("FRAUDWATCH__MODELS__FOLDER", "/models")]
    [InlineData("FRAUDWATCH__SNAPSHOTS__FOLDER", "/state")]
    [InlineData("FRAUDWATCH__HEALTH__PORT", "9090")]
    [InlineData("FRAUDWATCH__HEALTH__ADDRESS", "0.0.0.0")]
    [InlineData("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:00.5000000")]
    [InlineData("FRAUDWATCH__TELEMETRY__OTLPENDPOINT", "http://collector:4317/")]
    public void An_environment_name_sets_its_option(string name, string value)
    {
        string key = name.Replace("__", ":", StringComparison.Ordinal);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        string section = key[..key.LastIndexOf(':')];
        Type type = Sections[section];

        object options = configuration.GetSection(section).Get(type)!;

        object? set = type.GetProperties().Single(p => string.Equals(p.Name, key[(section.Length + 1)..], StringComparison.OrdinalIgnoreCase)).GetValue(options);
        Assert.Equal(value, set?.ToString());
    }

    [Fact]
    public void A_wrong_value_is_named()
    {
        var options = new PipelineOptions { BatchEvents = 0, MaxIdle = TimeSpan.FromHours(1) };
        var found = new List<ValidationResult>();

        Assert.False(Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true));

        Assert.Equal([nameof(PipelineOptions.BatchEvents), nameof(PipelineOptions.MaxIdle)], found.SelectMany(r => r.MemberNames).Order(StringComparer.Ordinal));
    }

    private static bool IsOption(string path)
    {
        string section = path[..path.LastIndexOf(':')];
        return Sections.TryGetValue(section, out Type? type)
            && type.GetProperties().Any(p => string.Equals(p.Name, path[(section.Length + 1)..], StringComparison.OrdinalIgnoreCase));
    }

    private static IConfigurationRoot Shipped() =>
        new ConfigurationBuilder().AddJsonFile(Path.Combine(Path.GetDirectoryName(Installation.Models)!, "src", "FraudWatch.Worker", "appsettings.json")).Build();
}
