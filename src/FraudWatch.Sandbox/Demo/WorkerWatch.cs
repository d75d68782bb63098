using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Serialization;
using FraudWatch.Sandbox.Processes;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Demo;

/// <summary>Follows the worker through its <c>/status</c> until Postgres holds everything that was published.</summary>
internal sealed class WorkerWatch(ChildProgram worker, int port, DemoProgress progress) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <summary>Without one more commit for so long, something is broken.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Until the worker has started and looks at its logs.</summary>
    public Task<WorkerFigures> UntilReadyAsync(CancellationToken cancellationToken) => UntilAsync(figures => figures.State == "ready", cancellationToken);

    /// <param name="messages">Published to all topics that the worker reads.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public Task<WorkerFigures> UntilCommittedAsync(long messages, CancellationToken cancellationToken) =>
        UntilAsync(
            figures =>
            {
                progress.Report(figures, messages);
                return figures.CommittedMessages >= messages;
            },
            cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<WorkerFigures> UntilAsync(Func<WorkerFigures, bool> reached, CancellationToken cancellationToken)
    {
        long lastMove = TimeProvider.System.GetTimestamp();
        WorkerFigures last = new();
        while (true)
        {
            WorkerFigures now = await LookAsync(cancellationToken) ?? last;
            if (reached(now))
            {
                return now;
            }

            lastMove = now.CommittedMessages > last.CommittedMessages ? TimeProvider.System.GetTimestamp() : lastMove;
            if (worker.HasEnded || TimeProvider.System.GetElapsedTime(lastMove) > Patience)
            {
                throw worker.Failure();
            }

            last = now;
            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    /// <summary>Null while the worker does not answer, as before it listens.</summary>
    private async Task<WorkerFigures?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _http.GetFromJsonAsync<WorkerFigures>("/status", cancellationToken);
        }
        catch (HttpRequestException notYet) when (notYet.StatusCode is null)
        {
            return null;
        }
        catch (HttpRequestException refused)
        {
            throw new CommandFailure($"The worker's /status answers {refused.StatusCode}; expected figures.", refused);
        }
        catch (TaskCanceledException slow) when (slow.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}

/// <summary>The part of the worker's <c>/status</c> that the demo shows.</summary>
internal sealed record WorkerFigures
{
    [JsonPropertyName("state")]
    public string State { get; init; } = "";

    [JsonPropertyName("committed_messages")]
    public long CommittedMessages { get; init; }

    [JsonPropertyName("flag_versions")]
    public long FlagVersions { get; init; }

    [JsonPropertyName("hold_versions")]
    public long HoldVersions { get; init; }

    [JsonPropertyName("rejected")]
    public long Rejected { get; init; }

    [JsonPropertyName("out_of_turn")]
    public long OutOfTurn { get; init; }
}
