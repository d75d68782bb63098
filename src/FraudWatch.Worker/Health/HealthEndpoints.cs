using System.Text.Json;
using FraudWatch.Storage;
using FraudWatch.Worker.Telemetry;
using Npgsql;

namespace FraudWatch.Worker.Health;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: the state is rebuilt and Postgres can be reached; else 503 and why. <c>/status</c>: figures as JSON.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan DatabaseAnswersWithin = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions StatusJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void MapHealth(this WebApplication worker)
    {
        worker.Map("/healthz", static () => "alive");
        worker.Map("/readyz", ReadyAsync);
        worker.Map("/status", static (WorkerProgress progress, EventRate rate) => Results.Json(WorkerStatus.Of(progress, rate), StatusJson));
    }

    private static async Task<IResult> ReadyAsync(WorkerProgress progress, FraudWatchDatabase database, CancellationToken cancellation)
    {
        string? missing = progress.WaitingFor.Length > 0 ? $"waiting for {progress.WaitingFor}"
            : progress.Logs.Stopped is { Length: > 0 } stopped ? $"waiting for {stopped}"
            : !progress.HasCaughtUp ? "catching up with the logs"
            : await AskAsync(database, cancellation) is string cause ? $"Postgres cannot be reached: {cause}"
            : null;
        return missing is null ? Results.Text(Ready(progress)) : Results.Text(missing, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>What does not go out makes nobody unready, but is not passed over in silence.</summary>
    private static string Ready(WorkerProgress progress) => string.Join("; ", progress.Outgoing.Alarms.Select(alarm => alarm.Sentence).Prepend("ready"));

    /// <summary>Null when Postgres answers, otherwise why it does not.</summary>
    private static async Task<string?> AskAsync(FraudWatchDatabase database, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(DatabaseAnswersWithin);
        try
        {
            await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync(limit.Token);
            await using var ask = new NpgsqlCommand("SELECT 1", connection);
            await ask.ExecuteScalarAsync(limit.Token);
            return null;
        }
        catch (Exception away) when (TransientErrors.IsTransient(away) || (away is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return away is OperationCanceledException ? $"no answer within {DatabaseAnswersWithin.TotalSeconds} s" : away.Message;
        }
    }
}
