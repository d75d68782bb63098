using Confluent.Kafka;
using FraudWatch.Detection.Events;
using FraudWatch.Terminal;

namespace FraudWatch.Kafka;

/// <summary>How to reach Kafka: the environment names that the worker reads, so that both are set up alike.</summary>
public static class ServerConnection
{
    private const string Prefix = "FRAUDWATCH__KAFKA__";

    /// <summary>Settings from the environment; <paramref name="bootstrapServers"/> wins over it.</summary>
    /// <exception cref="CommandFailure">No server is named, or a setting is not one of those allowed.</exception>
    public static ClientConfig Read(string? bootstrapServers, Func<string, string?> environment)
    {
        string? servers = string.IsNullOrWhiteSpace(bootstrapServers) ? environment(Prefix + "BOOTSTRAPSERVERS") : bootstrapServers;
        if (string.IsNullOrWhiteSpace(servers))
        {
            throw new CommandFailure($"expected --bootstrap-servers HOST:PORT or {Prefix}BOOTSTRAPSERVERS, found neither", ExitStatus.WrongUsage);
        }

        var connection = new ClientConfig
        {
            BootstrapServers = servers,
            SecurityProtocol = Choice<SecurityProtocol>(environment, "SECURITYPROTOCOL") ?? SecurityProtocol.Plaintext,
            SaslMechanism = Choice<SaslMechanism>(environment, "SASLMECHANISM"),
            SaslUsername = environment(Prefix + "SASLUSERNAME"),
            SaslPassword = environment(Prefix + "SASLPASSWORD"),
            SslCaLocation = FileNamed(environment, "SSLCALOCATION"),
            SslCertificateLocation = FileNamed(environment, "SSLCERTIFICATELOCATION"),
            SslKeyLocation = FileNamed(environment, "SSLKEYLOCATION"),
            SslKeyPassword = environment(Prefix + "SSLKEYPASSWORD"),
            ReconnectBackoffMaxMs = 2000,
            EnableMetricsPush = false,
        };

        // The client's own lines are not a command's talk: what matters in them comes as an error too.
        connection.Set("log_level", "0");
        return connection;
    }

    /// <summary>Builds a client; settings that it cannot be built of, such as a file that holds no certificate, are told as they are.</summary>
    /// <exception cref="CommandFailure">It cannot be built.</exception>
    public static T Client<T>(Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new CommandFailure($"Kafka's client cannot be built of these settings ({Prefix}…): {wrong.Message}", wrong);
        }
    }

    private static string? FileNamed(Func<string, string?> environment, string name)
    {
        string? path = environment(Prefix + name);
        return string.IsNullOrEmpty(path) || File.Exists(path)
            ? path
            : throw new CommandFailure($"expected a file at {path} ({Prefix}{name}), found {(Directory.Exists(path) ? "a folder" : "none")}");
    }

    /// <summary>The topics' names at the broker, from the same environment.</summary>
    public static TopicNames TopicNames(Func<string, string?> environment) => new(environment(Prefix + "TOPICPREFIX") ?? "");

    private static T? Choice<T>(Func<string, string?> environment, string name)
        where T : struct, Enum
    {
        string? text = environment(Prefix + name);
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return Enum.TryParse(text, ignoreCase: true, out T value)
            ? value
            : throw new CommandFailure($"expected one of {string.Join(", ", Enum.GetNames<T>())} in {Prefix}{name}, found {text}", ExitStatus.WrongUsage);
    }
}
