using System.Text.RegularExpressions;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace FraudWatch.Tests.House;

public sealed class ComposeFileTests
{
    private readonly ComposeFile _compose = ComposeFile.Load();

    [Fact]
    public void It_has_kafka_postgres_migrations_and_worker() =>
        Assert.Equal(["kafka", "migrations", "postgres", "topics", "worker"], _compose.Services.Keys.Order());

    [Fact]
    public void Every_image_is_pinned_to_an_exact_version() =>
        Assert.All(_compose.Services, service => Assert.Matches(@"^[\w/-]+:\d+\.\d+(\.\d+)?(-\w+)?$", ComposeFile.Text(service.Value, "image")));

    [Fact]
    public void What_stays_up_has_a_health_check()
    {
        IEnumerable<string> checkedServices = _compose.Services.Where(s => s.Value.Children.ContainsKey("healthcheck")).Select(s => s.Key);
        Assert.Equal(["kafka", "postgres", "worker"], checkedServices.Order());
    }

    [Fact]
    public void The_worker_waits_for_broker_topics_and_migrations()
    {
        YamlMappingNode waits = ComposeFile.Map(_compose.Services["worker"], "depends_on");
        Assert.Equal("service_healthy", ComposeFile.Text(ComposeFile.Map(waits, "kafka"), "condition"));
        Assert.Equal("service_completed_successfully", ComposeFile.Text(ComposeFile.Map(waits, "topics"), "condition"));
        Assert.Equal("service_completed_successfully", ComposeFile.Text(ComposeFile.Map(waits, "migrations"), "condition"));
    }

    [Fact]
    public void Migrations_and_worker_log_in_as_different_roles_and_the_worker_does_not_migrate()
    {
        IReadOnlyDictionary<string, string> worker = _compose.FraudWatchEnvironment("worker");
        IReadOnlyDictionary<string, string> migrations = _compose.FraudWatchEnvironment("migrations");
        Assert.Contains("Username=fraudwatch_service;", worker["FRAUDWATCH__POSTGRES__CONNECTIONSTRING"], StringComparison.Ordinal);
        Assert.Contains("Username=fraudwatch_migrations;", migrations["FRAUDWATCH__POSTGRES__CONNECTIONSTRING"], StringComparison.Ordinal);
        Assert.Equal("false", worker["FRAUDWATCH__POSTGRES__MIGRATEONSTART"]);
    }

    [Fact]
    public void No_password_is_written_in_it()
    {
        string text = RepositoryFiles.Read("docker-compose.yml");
        Assert.All(Regex.Matches(text, "(?i)password[=:] *(?<value>[^\\s;]+)", RegexOptions.NonBacktracking), m => Assert.StartsWith("${", m.Groups["value"].Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_variable_it_asks_for_is_in_the_example()
    {
        IEnumerable<string> asked = Regex.Matches(RepositoryFiles.Read("docker-compose.yml"), @"\$\{(?<name>[A-Z_]+)", RegexOptions.NonBacktracking).Select(m => m.Groups["name"].Value).Distinct();
        string example = RepositoryFiles.Read("eng/docker/example.env");
        Assert.All(asked, name => Assert.Contains($"{name}=", example, StringComparison.Ordinal));
    }

    [Fact]
    public void The_images_targets_are_in_the_dockerfile()
    {
        string dockerfile = RepositoryFiles.Read("Dockerfile");
        IEnumerable<string?> targets = _compose.Services.Values.Select(s => ComposeFile.Text(ComposeFile.Map(s, "build"), "target")).Where(t => t is not null);
        Assert.All(targets, target => Assert.Matches($@"(?m)^FROM \S+ AS {target}$", dockerfile));
    }
}
