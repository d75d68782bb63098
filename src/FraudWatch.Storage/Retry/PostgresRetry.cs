using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace FraudWatch.Storage;

/// <summary>
/// The one way in which Postgres is waited for: repeats with exponential, jittered waits until it works or the caller
/// cancels, behind a circuit breaker that all callers share. What is repeated is always a whole transaction.
/// Thread-safe.
/// </summary>
public sealed class PostgresRetry
{
    /// <summary>So many failures, and no fewer than successes, within <see cref="BreakerWindow"/>: then nothing is sent for a while.</summary>
    public const int FailuresToOpen = 3;

    /// <summary>
    /// What the breaker remembers. Short, because a busy writer's successes of the moments before an outage must pass out of
    /// it first; yet longer than the first few waits together, or it would never see enough failures.
    /// </summary>
    public static readonly TimeSpan BreakerWindow = TimeSpan.FromSeconds(5);

    private readonly ResiliencePipeline _pipeline;
    private readonly CircuitBreakerStateProvider? _breaker;

    private PostgresRetry(ResiliencePipeline pipeline, CircuitBreakerStateProvider? breaker)
    {
        _pipeline = pipeline;
        _breaker = breaker;
    }

    /// <summary>Fails at once: for commands with a person waiting.</summary>
    public static PostgresRetry None { get; } = new(ResiliencePipeline.Empty, breaker: null);

    /// <summary>True while nothing is sent because everything failed lately.</summary>
    public bool IsOpen => _breaker?.CircuitState == CircuitState.Open;

    /// <summary>Repeats without end.</summary>
    /// <param name="options">Waits and the breaker's pause.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="onRetry">Told of every repeat before its wait, for metrics and logs; called by whichever caller failed.</param>
    public static PostgresRetry Forever(StorageOptions options, TimeProvider time, Action<RetryAttempt>? onRetry)
    {
        var breaker = new CircuitBreakerStateProvider();
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(Repeats(options, onRetry))
            .AddCircuitBreaker(Breaker(options, breaker))
            .Build();
        return new PostgresRetry(pipeline, breaker);
    }

    public async Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> transaction, CancellationToken cancellation) =>
        await _pipeline.ExecuteAsync(
            static async (work, token) => await work(token), transaction, cancellation);

    private static RetryStrategyOptions Repeats(StorageOptions options, Action<RetryAttempt>? onRetry) => new()
    {
        ShouldHandle = new PredicateBuilder().Handle<Exception>(TransientErrors.IsTransient),
        MaxRetryAttempts = int.MaxValue,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = options.RetryBaseDelay,
        MaxDelay = options.RetryMaxDelay,
        OnRetry = args =>
        {
            onRetry?.Invoke(new RetryAttempt(args.AttemptNumber + 1, args.RetryDelay, args.Outcome.Exception!));
            return default;
        },
    };

    private static CircuitBreakerStrategyOptions Breaker(StorageOptions options, CircuitBreakerStateProvider state) => new()
    {
        ShouldHandle = new PredicateBuilder().Handle<Exception>(TransientErrors.IsTransient),
        FailureRatio = 0.5,
        MinimumThroughput = FailuresToOpen,
        SamplingDuration = BreakerWindow,
        BreakDuration = options.BreakDuration,
        StateProvider = state,
    };
}
