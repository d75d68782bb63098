using Confluent.Kafka;
using FraudWatch.Worker.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace FraudWatch.Tests.Worker;

public sealed class KafkaCausesTests
{
    private readonly List<string> _said = [];
    private readonly KafkaCauses _causes;

    public KafkaCausesTests() => _causes = new KafkaCauses(
        Options.Create(new KafkaOptions { BootstrapServers = "broker:9092" }), new Listener(_said));

    /// <summary>What librdkafka 2.15 says, word for word.</summary>
    [Theory]
    [InlineData(ErrorCode.Local_Authentication, "sasl_plaintext://127.0.0.1:29092/bootstrap: SASL authentication error: Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-512 (after 301ms in state AUTH_REQ)", "SaslUsername and SaslPassword")]
    [InlineData(ErrorCode.Local_Authentication, "sasl_plaintext://127.0.0.1:29092/bootstrap: SASL PLAIN mechanism handshake failed: Broker: Unsupported SASL mechanism: broker's supported mechanisms: SCRAM-SHA-512 (after 4ms in state AUTH_HANDSHAKE)", "SaslMechanism")]
    [InlineData(ErrorCode.Local_Ssl, "ssl://127.0.0.1:29092/bootstrap: SSL handshake failed: error:0A000086:SSL routines::certificate verify failed: broker certificate could not be verified, verify that ssl.ca.location is correctly configured (after 5ms in state SSL_HANDSHAKE)", "SslCaLocation")]
    [InlineData(ErrorCode.Local_Transport, "127.0.0.1:29092/bootstrap: Disconnected while requesting ApiVersion: might be caused by incorrect security.protocol configuration (connecting to a SSL listener?) or broker version is < 0.10 (see api.version.request) (after 1ms in state APIVERSION_QUERY)", "SecurityProtocol")]
    [InlineData(ErrorCode.Local_Transport, "ssl://127.0.0.1:29092/bootstrap: SSL handshake failed: Disconnected: SSL connection closed by peer: connecting to a PLAINTEXT broker listener? (after 1ms in state SSL_HANDSHAKE, 3 identical error(s) suppressed)", "SecurityProtocol")]
    public void A_cause_names_the_setting_behind_it_and_nothing_that_differs_from_time_to_time(ErrorCode code, string reason, string setting)
    {
        _causes.Note(new Error(code, reason));
        Assert.StartsWith("Kafka at broker:9092: ", _causes.Sentence, StringComparison.Ordinal);
        Assert.Contains(setting, _causes.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("ms in state", _causes.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("suppressed", _causes.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("bootstrap", _causes.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cause_is_logged_when_it_changes_and_what_says_less_does_not_hide_it()
    {
        for (int attempt = 1; attempt < 9; attempt++)
        {
            _causes.Note(new Error(ErrorCode.Local_Authentication, $"sasl_plaintext://b:1/bootstrap: SASL authentication error: no (after {attempt}ms in state AUTH_REQ, {attempt} identical error(s) suppressed)"));
            _causes.Note(new Error(ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));
            _causes.Note(new Error(ErrorCode.Local_Transport, "Local: Broker transport failure"));
        }

        Assert.Single(_said);
        Assert.Contains("SASL authentication error: no", _causes.Current, StringComparison.Ordinal);
    }

    [Fact]
    public void Once_the_brokers_answer_there_is_no_cause()
    {
        _causes.Note(new Error(ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));
        _causes.Answered();
        Assert.Equal("Kafka at broker:9092", _causes.Sentence);
        Assert.Equal(2, _said.Count);
    }

    private sealed class Listener(List<string> said) : ILogger<KafkaCauses>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            said.Add(formatter(state, exception));
    }
}
