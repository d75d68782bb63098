using System.ComponentModel.DataAnnotations;
using System.Net;

namespace FraudWatch.Worker.Health;

/// <summary>Where <c>/healthz</c>, <c>/readyz</c> and <c>/status</c> are served, over plain HTTP. Section <c>FraudWatch:Health</c>.</summary>
public sealed class HealthOptions : IValidatableObject
{
    public const string Section = "FraudWatch:Health";

    /// <summary>IP address to listen on; <c>0.0.0.0</c> where an orchestrator asks from outside.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port; 0 takes a free one, which the log names.</summary>
    [Range(0, IPEndPoint.MaxPort)]
    public int Port { get; set; } = 8080;

    /// <summary>Both together; null while one of them is wrong.</summary>
    internal IPEndPoint? Endpoint =>
        IPAddress.TryParse(Address, out IPAddress? address) && Port is >= 0 and <= IPEndPoint.MaxPort ? new IPEndPoint(address, Port) : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Address, out _))
        {
            yield return new ValidationResult($"expected an IP address in {nameof(Address)}, found '{Address}'", [nameof(Address)]);
        }
    }
}
