using FraudWatch.Detection.Events;
using FraudWatch.Worker.Kafka.Logs;

namespace FraudWatch.Worker.Health;

/// <summary>The part of <c>/status</c> about the logs.</summary>
/// <param name="HeldBack">Partitions that an open transaction holds back, however short.</param>
/// <param name="Alarms">What is wrong, and what a person should know of how this process began.</param>
public sealed record LogStatus(IReadOnlyList<HeldBackStatus> HeldBack, IReadOnlyList<LogAlarmStatus> Alarms)
{
    public static LogStatus Of(LogProgress logs) => new(
        [.. logs.HeldBack.Select(held => new HeldBackStatus(held.Partition, held.From, held.Offsets, held.Since is long since ? WireTime.Format(since) : null))],
        [.. logs.Faults.Select(fault => new LogAlarmStatus(fault.Kind.ToString(), fault.Subject, fault.Text))]);
}

/// <param name="Partition">Its name.</param>
/// <param name="From">The first offset held back.</param>
/// <param name="Offsets">How many are held back.</param>
/// <param name="Since">When the first of them was published.</param>
public sealed record HeldBackStatus(string Partition, long From, long Offsets, string? Since);

/// <param name="Kind">One of <see cref="LogFaultKind"/>.</param>
/// <param name="Subject">The topic or partition.</param>
/// <param name="Text">What was expected and found, and what a person can do.</param>
public sealed record LogAlarmStatus(string Kind, string Subject, string Text);
