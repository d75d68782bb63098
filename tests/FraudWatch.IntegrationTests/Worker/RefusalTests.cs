using System.Net;
using Confluent.Kafka;
using FraudWatch.IntegrationTests.Kafka;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>Servers that refuse the worker: <c>/readyz</c> says why at once, and the log says it once.</summary>
public sealed class RefusalTests(RealKafka kafka)
{
    [Fact(Skip = RealKafka.Absent, SkipType = typeof(RealKafka), SkipUnless = nameof(RealKafka.IsThere))]
    public async Task A_wrong_protocol_is_named()
    {
        KafkaTopics topics = await kafka.NewTopicsAsync(partitions: 1);
        await using LiveSystem system = await LiveSystem.StartOnAsync(topics);
        await AssertNamedAsync(system, "SecurityProtocol", ("FRAUDWATCH__KAFKA__SECURITYPROTOCOL", "Ssl"));
    }

    [Fact(Skip = RealKafka.Absent, SkipType = typeof(RealKafka), SkipUnless = nameof(RealKafka.IsThere))]
    [Trait("Category", "Long")]
    public async Task A_wrong_password_mechanism_certificate_or_protocol_is_named()
    {
        await using KafkaCluster cluster = await KafkaCluster.StartAsync(new KafkaClusterOptions { Sasl = true, Tls = true });
        KafkaTopics topics = await KafkaTopics.CreateAsync(cluster, "refusal-", partitions: 1);
        await using LiveSystem system = await LiveSystem.StartOnAsync(topics);
        await AssertNamedAsync(system, "look at FraudWatch:Kafka:SaslUsername and SaslPassword", ("FRAUDWATCH__KAFKA__SASLPASSWORD", "wrong"));
        await AssertNamedAsync(system, "look at FraudWatch:Kafka:SaslMechanism", ("FRAUDWATCH__KAFKA__SASLMECHANISM", nameof(SaslMechanism.Plain)));
        await AssertNamedAsync(system, "look at FraudWatch:Kafka:SslCaLocation", ("FRAUDWATCH__KAFKA__SSLCALOCATION", "/etc/ssl/certs/ca-certificates.crt"));
        await AssertNamedAsync(system, "SecurityProtocol", ("FRAUDWATCH__KAFKA__SECURITYPROTOCOL", nameof(SecurityProtocol.SaslPlaintext)));
        using ProgramProcess worker = system.StartWorker();
        await system.WaitForStatusAsync(worker, status => status.State == "ready");
    }

    [Fact]
    public async Task A_wrong_password_of_Postgres_is_named()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        (string, string) wrong = ("FRAUDWATCH__POSTGRES__CONNECTIONSTRING", system.Postgres.ConnectionString + ";Password=wrong");
        using ProgramProcess worker = system.StartWorker(wrong);
        WorkerStatusView waiting = await system.WaitForStatusAsync(worker, status => status.WaitingFor?.Contains("password authentication failed", StringComparison.Ordinal) == true);
        Assert.StartsWith("Postgres: ", waiting.WaitingFor, StringComparison.Ordinal);
        Assert.Contains("password authentication failed", (await system.ReadinessAsync())?.Text, StringComparison.Ordinal);
        await system.WaitForStatusAsync(worker, status => status.Retries >= 5);
        Assert.Equal(1, CountOf("password authentication failed", worker.Said));
    }

    [Theory]
    [InlineData("SSLCALOCATION", "SslCaLocation")]
    [InlineData("SSLCERTIFICATELOCATION", "SslCertificateLocation")]
    [InlineData("SSLKEYLOCATION", "SslKeyLocation")]
    public async Task A_file_of_the_settings_that_is_not_there_ends_the_start_with_a_sentence(string name, string setting)
    {
        using ProgramProcess worker = ProgramProcess.Start("FraudWatch.Worker", [], new Dictionary<string, string>
        {
            ["FRAUDWATCH__KAFKA__" + name] = "/nowhere/ca.pem",
            ["FRAUDWATCH__HEALTH__PORT"] = "0",
        });
        Assert.Equal(1, await worker.WaitAsync(LiveSystem.Patience));
        Assert.Contains($"{setting}, found none at /nowhere/ca.pem", worker.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", worker.Said, StringComparison.Ordinal);
    }

    /// <summary>In <c>/readyz</c>, in the log once, and no line about all brokers being down twice a second.</summary>
    private static async Task AssertNamedAsync(LiveSystem system, string cause, params (string, string)[] settings)
    {
        using ProgramProcess worker = system.StartWorker(settings);
        await system.WaitForStatusAsync(worker, status => status.WaitingFor is string waiting && waiting.StartsWith("Kafka at ", StringComparison.Ordinal)
            && waiting.Contains(cause, StringComparison.Ordinal));
        (HttpStatusCode Code, string Text)? readiness = await system.ReadinessAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, readiness?.Code);
        Assert.Contains(cause, readiness?.Text, StringComparison.Ordinal);
        await worker.KillAsync();
        Assert.InRange(CountOf("cannot be reached", worker.Said), 1, 3);
        Assert.DoesNotContain("AllBrokersDown", worker.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("brokers are down", worker.Said, StringComparison.Ordinal);
    }

    private static int CountOf(string words, string said) => said.Split(words).Length - 1;
}
