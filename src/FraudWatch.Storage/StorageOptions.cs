using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace FraudWatch.Storage;

/// <summary>Where Postgres is and how patiently it is waited for: section <c>Postgres</c> of the configuration.</summary>
public sealed class StorageOptions : IValidatableObject
{
    public const string Section = "Postgres";

    /// <summary>Npgsql's own format, e.g. <c>Host=db;Username=fraudwatch;Password=…;Database=fraudwatch;SSL Mode=VerifyFull</c>.</summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>Bring the schema up to date at the start; false where a role of its own does that, and the start then only checks it.</summary>
    public bool MigrateOnStart { get; set; } = true;

    /// <summary>How long one statement may take before it is given up and its transaction tried again. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After how long Postgres itself ends a transaction whose owner went silent, so that a frozen writer
    /// cannot keep its cell locked against its successor; and the session of a publisher that went silent, which holds the right to
    /// publish. Default 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan IdleInTransactionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>First wait before a transaction is tried again; it doubles from there, with jitter. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait before a transaction is tried again. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long nothing is sent to Postgres when the circuit breaker has opened. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:10:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What no single property can say about itself.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ConnectionStringProblem() is string problem)
        {
            yield return new ValidationResult($"{Section}:{nameof(ConnectionString)}: {problem}", [nameof(ConnectionString)]);
        }

        if (RetryMaxDelay < RetryBaseDelay)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(RetryMaxDelay)} must be at least {nameof(RetryBaseDelay)} ({RetryBaseDelay}), found {RetryMaxDelay}", [nameof(RetryMaxDelay)]);
        }
    }

    /// <summary>Throws one <see cref="ValidationException"/> that names everything that is wrong.</summary>
    public void ThrowIfInvalid()
    {
        var found = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), found, validateAllProperties: true))
        {
            throw new ValidationException(string.Join("; ", found.Select(r => r.ErrorMessage)));
        }
    }

    // The text itself is never repeated: it holds the password.
    private string? ConnectionStringProblem()
    {
        try
        {
            var parsed = new NpgsqlConnectionStringBuilder(ConnectionString);
            return string.IsNullOrEmpty(parsed.Host) ? "expected Host=…, found none" : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            return "expected Npgsql's Key=Value;… format, found something else";
        }
    }
}
