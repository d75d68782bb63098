using System.Buffers;
using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using FraudWatch.Worker.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker.Holds;

/// <summary>
/// <c>GET /accounts/{id}/holds</c>: what is stopped now, for a service that is about to pay out. Postgres is asked every time, one
/// look-up in an index: a hold that a worker or a person has just committed counts at once, whichever worker is asked.
/// </summary>
internal sealed partial class HoldEndpoint(
    HoldStore holds, IOptions<HoldAnswerOptions> options, FraudWatchMetrics metrics, ILogger<HoldEndpoint> logger)
{
    public async Task<IResult> AnswerAsync(HttpContext request)
    {
        CancellationToken caller = request.RequestAborted;
        if (!HoldPath.TryRead(TargetOf(request), out string id, out string refusal))
        {
            return Results.Text(refusal, statusCode: StatusCodes.Status400BadRequest);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(caller);
        limit.CancelAfter(options.Value.AnswerWithin);
        try
        {
            return Json(id, await holds.ReadActiveAsync(id, limit.Token), degraded: false, StatusCodes.Status200OK);
        }
        catch (Exception away) when (TransientErrors.IsTransient(away) || (away is OperationCanceledException && !caller.IsCancellationRequested))
        {
            metrics.HoldsUnknown();
            Log.Unknown(logger, options.Value.FailOpen ? "open" : "closed", away.Message);
            return Json(id, [], degraded: true, options.Value.FailOpen ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>
    /// Every path that no endpoint has. Never "not found": a caller might take that for an account without holds.
    /// </summary>
    public static IResult Refuse(HttpContext request) => Results.Text(
        HoldPath.TryRead(TargetOf(request), out _, out string refusal) ? "expected a GET" : refusal, statusCode: StatusCodes.Status400BadRequest);

    private static string TargetOf(HttpContext request) => request.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    private static JsonBytes Json(string account, IReadOnlyList<Hold> active, bool degraded, int status)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("account_id", account);
            json.WriteBoolean("degraded", degraded);
            json.WriteStartArray("holds");
            foreach (Hold hold in active)
            {
                json.WriteStartObject();
                DecisionJson.WriteMembers(json, hold);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new JsonBytes(bytes.WrittenMemory, status);
    }

    private sealed class JsonBytes(ReadOnlyMemory<byte> body, int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = "application/json";
            httpContext.Response.ContentLength = body.Length;
            await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(400, LogLevel.Warning, "Postgres could not tell an account's holds; answered {How}: {Reason}")]
        public static partial void Unknown(ILogger logger, string how, string reason);
    }
}
