using System.Data.Common;
using FraudWatch.Storage;
using FraudWatch.Worker.Bootstrap;
using FraudWatch.Worker.Health;
using FraudWatch.Worker.Holds;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Kafka.Logs;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Silence;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker;

/// <summary>The wiring of the worker: which settings, which parts, in which order they start and stop.</summary>
public static class WorkerHost
{
    /// <summary>A stop must end within 10 s; what is in hand has <see cref="PipelineOptions.StopWithin"/> of them.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(9.5);

    public static void AddFraudWatchWorker(this WebApplicationBuilder builder, BootstrapRequest bootstrap, GapRequest gaps)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton(bootstrap).AddSingleton(gaps);
        services.AddSettings();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<WorkerProgress>().AddSingleton<FraudWatchMetrics>().AddSingleton<EventRate>().AddSingleton<Instruments>();
        services.AddSingleton(OpenDatabase);
        services.AddSingleton<CellRecord>().AddSingleton<ToldDecisions>().AddSingleton<ToldStore>().AddSingleton<DecisionStore>().AddSingleton<OutboxStore>();
        services.AddSingleton<LetterStore>();
        services.AddSingleton<ActionKeyStore>();
        services.AddSingleton(provider => new ActionAudit(
            provider.GetRequiredService<ActionKeyStore>().ReadKeysAsync, provider.GetRequiredService<Instruments>()));
        services.AddSingleton<HoldStore>().AddSingleton<HoldEndpoint>();
        services.AddSingleton<KafkaCauses>().AddSingleton<LogAlarms>().AddSingleton<LogWatch>();
        services.AddSingleton<LogInspection>().AddSingleton<SnapshotRestore>().AddSingleton<HistoryReader>();
        services.AddSingleton<GapStore>().AddSingleton<RecallStore>().AddSingleton<LostLog>();
        services.AddSingleton<StateSource>().AddSingleton<WorkerStart>();
        services.AddSingleton<DeadLetterSender>().AddSingleton<WriteSide>().AddSingleton<ReadSide>();

        // One producer each: their messages go to different topics, and one must not wait for the other's batch.
        services.AddTransient(provider => new RecordProducer(
            provider.GetRequiredService<WorkerSettings>().Kafka,
            provider.GetRequiredService<KafkaCauses>(),
            provider.GetRequiredService<ILogger<RecordProducer>>()));

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
        string[] faults = [.. Invalid(worker)];
        if (faults.Length > 0)
        {
            return await RefuseAsync(faults);
        }

        BackgroundService[] parts = [.. worker.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
        Exception? ended = await RunAsync(worker);
        Exception[] failures = [.. parts.Select(part => part.ExecuteTask?.Exception?.InnerException).OfType<Exception>()];

        // A part that fails while others still start takes the start with it: the cause is the part's.
        failures = failures.Length == 0 && ended is not null ? [ended] : failures;
        foreach (Exception failure in failures)
        {
            await Console.Error.WriteLineAsync($"The worker stopped: {(IsPlain(failure) ? failure.Message : failure)}");
        }

        return failures.Length > 0 ? 1 : 0;
    }

    /// <summary>Names and values that are no settings, a sentence each; before anything is built of them.</summary>
    public static IReadOnlyList<string> SettingFaults(this WebApplicationBuilder builder) =>
        [.. SettingNames.Faults(builder.Configuration, builder.Services.Where(s => s.ServiceType == typeof(SettingSection)).Select(s => (SettingSection)s.ImplementationInstance!))];

    /// <summary>Says what is wrong with the settings, and gives the status for it.</summary>
    public static async Task<int> RefuseAsync(IEnumerable<string> faults)
    {
        await Console.Error.WriteLineAsync($"Wrong settings: {string.Join("; ", faults)}");
        return 1;
    }

    private static IEnumerable<string> Invalid(WebApplication worker)
    {
        try
        {
            worker.Services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException wrong)
        {
            return wrong.Failures;
        }
        catch (AggregateException several)
        {
            return several.InnerExceptions.SelectMany(e => e is OptionsValidationException wrong ? wrong.Failures : [e.Message]);
        }
    }

    /// <summary>What ended the run, a stop aside: one that comes during the start cancels it.</summary>
    private static async Task<Exception?> RunAsync(WebApplication worker)
    {
        CancellationToken stopping = worker.Lifetime.ApplicationStopping;
        try
        {
            await worker.RunAsync();
            return null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // It is told by the caller, after the parts' own failures.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }
    }

    /// <summary>Failures that their message explains; all others are bugs and show where they came from.</summary>
    private static bool IsPlain(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or MigrationException or StaleWriterException or DbException || KafkaFailures.Is(failure);

    private static void AddSettings(this IServiceCollection services)
    {
        services.AddSetting<KafkaOptions>(KafkaOptions.Section);
        services.AddSetting<LogOptions>(LogOptions.Section);
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
        where T : class
    {
        services.AddSingleton(new SettingSection(section, typeof(T)));
        services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
    }

    private static FraudWatchDatabase OpenDatabase(IServiceProvider provider)
    {
        ILogger logger = provider.GetRequiredService<ILogger<FraudWatchDatabase>>();
        WorkerProgress progress = provider.GetRequiredService<WorkerProgress>();
        FraudWatchMetrics metrics = provider.GetRequiredService<FraudWatchMetrics>();
        return FraudWatchDatabase.Open(
            provider.GetRequiredService<IOptions<StorageOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            new PostgresCauses(progress, metrics, logger, provider.GetRequiredService<TimeProvider>()).Note);
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
}
