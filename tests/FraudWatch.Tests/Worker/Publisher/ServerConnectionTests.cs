using Confluent.Kafka;
using FraudWatch.Kafka;
using FraudWatch.Terminal;
using Xunit;

namespace FraudWatch.Tests.Worker.Publisher;

public sealed class ServerConnectionTests
{
    [Fact]
    public void The_option_wins_over_the_environment_and_security_comes_from_there()
    {
        var environment = new Dictionary<string, string>
        {
            ["FRAUDWATCH__KAFKA__BOOTSTRAPSERVERS"] = "a:1",
            ["FRAUDWATCH__KAFKA__SECURITYPROTOCOL"] = "SaslSsl",
            ["FRAUDWATCH__KAFKA__SASLMECHANISM"] = "scramsha256",
        };

        ClientConfig config = ServerConnection.Read("b:2", environment.GetValueOrDefault);

        Assert.Equal("b:2", config.BootstrapServers);
        Assert.Equal(SecurityProtocol.SaslSsl, config.SecurityProtocol);
        Assert.Equal(SaslMechanism.ScramSha256, config.SaslMechanism);
        Assert.Equal("a:1", ServerConnection.Read(null, environment.GetValueOrDefault).BootstrapServers);
    }

    [Fact]
    public void No_server_is_wrong_usage() =>
        Assert.Equal(ExitStatus.WrongUsage, Assert.Throws<CommandFailure>(() => ServerConnection.Read(null, _ => null)).Status);

    [Fact]
    public void A_wrong_choice_names_those_allowed()
    {
        CommandFailure failure = Assert.Throws<CommandFailure>(() => ServerConnection.Read("a:1", name => name.EndsWith("PROTOCOL", StringComparison.Ordinal) ? "smoke" : null));

        Assert.Contains("SaslSsl", failure.Message, StringComparison.Ordinal);
        Assert.Contains("smoke", failure.Message, StringComparison.Ordinal);
    }
}
