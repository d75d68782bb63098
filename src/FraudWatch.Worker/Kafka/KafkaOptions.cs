using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;
using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Kafka;

/// <summary>How to reach Kafka. Section <c>FraudWatch:Kafka</c>, environment <c>FRAUDWATCH__KAFKA__…</c>.</summary>
public sealed class KafkaOptions : IValidatableObject
{
    public const string Section = "FraudWatch:Kafka";

    /// <summary><c>host:port</c>, several with commas.</summary>
    [Required(AllowEmptyStrings = false)]
    public string BootstrapServers { get; set; } = "";

    /// <summary>The consumer group that shows progress to lag tools. The truth about offsets is in Postgres.</summary>
    [Required(AllowEmptyStrings = false)]
    public string GroupId { get; set; } = "fraudwatch-worker";

    public SecurityProtocol SecurityProtocol { get; set; } = SecurityProtocol.Plaintext;

    public SaslMechanism? SaslMechanism { get; set; }

    public string? SaslUsername { get; set; }

    public string? SaslPassword { get; set; }

    /// <summary>File with the certificates of the authorities to trust; the system's when not given.</summary>
    public string? SslCaLocation { get; set; }

    /// <summary>File with the client's own certificate, for mutual TLS.</summary>
    public string? SslCertificateLocation { get; set; }

    public string? SslKeyLocation { get; set; }

    public string? SslKeyPassword { get; set; }

    /// <summary>
    /// Before the name of every topic, read or written: for a broker that is shared with others. Empty, the default, for the contract's names.
    /// </summary>
    [RegularExpression("[A-Za-z0-9._-]{0,200}")]
    public string TopicPrefix { get; set; } = "";

    /// <summary>The topics' names at the broker.</summary>
    internal TopicNames Names => new(TopicPrefix);

    /// <summary>Longest wait between two attempts to reach a broker.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan ReconnectBackoffMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Wait before a failed request is sent again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RetryBackoff { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Files that are named must be there: the client's own message for one that is not names no setting.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        (string Name, string? File)[] named = [(nameof(SslCaLocation), SslCaLocation), (nameof(SslCertificateLocation), SslCertificateLocation), (nameof(SslKeyLocation), SslKeyLocation)];
        return named.Where(n => !string.IsNullOrEmpty(n.File) && !File.Exists(n.File))
            .Select(n => new ValidationResult($"expected a file in {Section}:{n.Name}, found {(Directory.Exists(n.File) ? "a folder" : "none")} at {n.File}", [n.Name]));
    }
}
