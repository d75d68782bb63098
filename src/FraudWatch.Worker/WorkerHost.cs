using FraudWatch.Storage;
using FraudWatch.Worker.Bootstrap;
using FraudWatch.Worker.Health;
using FraudWatch.Worker.Holds;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Silence;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker;

/// <summary>The wiring of the worker: which settings, which parts, in which order they start and stop.</summary>
public static partial class WorkerHost
{
    /// <summary>A stop must end within 10 s; what is in hand has <see cref="PipelineOptions.StopWithin"/> of them.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(9.5);

    public static void AddFraudWatchWorker(this WebApplicationBuilder builder, BootstrapRequest bootstrap)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton(bootstrap);
        services.AddSettings();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<WorkerProgress>().AddSingleton<FraudWatchMetrics>().AddSingleton<EventRate>().AddSingleton<Instruments>();
        services.AddSingleton(OpenDatabase);
        services.AddSingleton<CellRecord>().AddSingleton<ToldDecisions>().AddSingleton<ToldStore>().AddSingleton<DecisionStore>().AddSingleton<OutboxStore>();
        services.AddSingleton<LetterStore>();
        services.AddSingleton<HoldStore>().AddSingleton<HoldEndpoint>();
        services.AddSingleton<LogInspection>().AddSingleton<SnapshotRestore>().AddSingleton<HistoryReader>();
        services.AddSingleton<StateSource>().AddSingleton<WorkerStart>();
        services.AddSingleton<DeadLetterSender>().AddSingleton<WriteSide>();

        // One producer each: their messages go to different topics, and one must not wait for the other's batch.
        services.AddTransient(provider => new RecordProducer(
            provider.GetRequiredService<WorkerSettings>().Kafka, provider.GetRequiredService<ILogger<RecordProducer>>()));

        // Stopped in reverse: first the pipeline, so that the outbox publisher sees its last commit.
        services.AddHostedService<MetricsExport>();
        services.AddHostedService<RateSampler>();
        services.AddHostedService<SilenceAlarm>();
        services.AddHostedService<HoldExpiry>();
        services.AddHostedService<PartitionsAhead>();
        services.AddHostedService<OutgoingWatch>();
        services.AddHostedService<OutboxPublisher>();
        services.AddHostedService<WorkerPipeline>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        builder.WebHost.ConfigureKestrel(Listen);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    /// <summary>Runs until SIGTERM, Ctrl-C or a failure. Returns the exit status: 1 when a part failed or a setting is wrong.</summary>
    public static async Task<int> RunToEndAsync(this WebApplication worker)
    {
        try
        {
            worker.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (Exception wrong) when (wrong is OptionsValidationException or AggregateException)
        {
            await Console.Error.WriteLineAsync($"Wrong settings: {wrong.Message}");
            return 1;
        }

        BackgroundService[] parts = [.. worker.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
        await worker.RunAsync();
        Exception[] failures = [.. parts.Select(part => part.ExecuteTask?.Exception?.InnerException).OfType<Exception>()];
        foreach (Exception failure in failures)
        {
            await Console.Error.WriteLineAsync($"The worker stopped: {(IsPlain(failure) ? failure.Message : failure)}");
        }

        return failures.Length > 0 ? 1 : 0;
    }

    /// <summary>Failures that their message explains; all others are bugs and show where they came from.</summary>
    private static bool IsPlain(Exception failure) => failure is IOException or MigrationException or StaleWriterException;

    private static void AddSettings(this IServiceCollection services)
    {
        services.AddSetting<KafkaOptions>(KafkaOptions.Section);
        services.AddSetting<PipelineOptions>(PipelineOptions.Section);
        services.AddSetting<ModelOptions>(ModelOptions.Section);
        services.AddSetting<DetectionOptions>(DetectionOptions.Section);
        services.AddSetting<SnapshotOptions>(SnapshotOptions.Section);
        services.AddSetting<OutboxOptions>(OutboxOptions.Section);
        services.AddSetting<HealthOptions>(HealthOptions.Section);
        services.AddSetting<HoldAnswerOptions>(HoldAnswerOptions.Section);
        services.AddSetting<SilenceOptions>(SilenceOptions.Section);
        services.AddSetting<TelemetryOptions>(TelemetryOptions.Section);
        services.AddSetting<StorageOptions>($"FraudWatch:{StorageOptions.Section}");
        services.AddSingleton(provider => new WorkerSettings(
            provider.GetRequiredService<IOptions<KafkaOptions>>().Value,
            provider.GetRequiredService<IOptions<PipelineOptions>>().Value,
            provider.GetRequiredService<IOptions<ModelOptions>>().Value)
        {
            Detection = provider.GetRequiredService<IOptions<DetectionOptions>>().Value,
            Snapshots = provider.GetRequiredService<IOptions<SnapshotOptions>>().Value,
        });
    }

    private static void AddSetting<T>(this IServiceCollection services, string section)
        where T : class =>
        services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();

    private static FraudWatchDatabase OpenDatabase(IServiceProvider provider)
    {
        ILogger logger = provider.GetRequiredService<ILogger<FraudWatchDatabase>>();
        WorkerProgress progress = provider.GetRequiredService<WorkerProgress>();
        FraudWatchMetrics metrics = provider.GetRequiredService<FraudWatchMetrics>();
        return FraudWatchDatabase.Open(
            provider.GetRequiredService<IOptions<StorageOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            attempt =>
            {
                progress.WriteRetried();
                metrics.PostgresRetried();
                Log.Retrying(logger, attempt.Number, attempt.Delay.TotalSeconds, attempt.Cause.Message);
            });
    }

    /// <summary>The server is built before the settings are judged, so it takes no wrong ones: those stop the start soon after.</summary>
    private static void Listen(WebHostBuilderContext host, Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel)
    {
        HealthOptions health = host.Configuration.GetSection(HealthOptions.Section).Get<HealthOptions>() ?? new HealthOptions();
        if (health.Endpoint is System.Net.IPEndPoint endpoint)
        {
            kestrel.Listen(endpoint);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Postgres is away (attempt {Attempt} failed, next in {Seconds:F1} s): {Reason}")]
        public static partial void Retrying(ILogger logger, int attempt, double seconds, string reason);
    }
}
