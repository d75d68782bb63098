using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Faults;

/// <summary>
/// What the way to the topic does to a stream in order of time: 1 % of the events come late (p99 ten minutes, one late
/// event in a hundred by hours) and 0.2 % come twice. Decided by bits that belong to the event alone.
/// </summary>
internal sealed class Disorder(Stream target)
{
    private const double LateShare = 0.01;
    private const double TwiceShare = 0.002;
    private const double HoursLateShare = 0.01;

    // σ that puts the 99th percentile of the usual delay at 40 times its median of 15 s: ten minutes.
    private const double DelaySigma = 1.586;

    private readonly PriorityQueue<byte[], (long Release, long Turn)> _held = new();
    private long _turn;

    /// <summary>Takes a line that happened at <paramref name="time"/>, never before the last one.</summary>
    public void Write(ReadOnlySpan<byte> line, long time, ulong dice)
    {
        Release(time);
        double fate = AgentRandom.ToUnit(dice);
        if (fate >= LateShare + TwiceShare)
        {
            target.Write(line);
            return;
        }

        if (fate >= LateShare)
        {
            target.Write(line);
        }

        _held.Enqueue(line.ToArray(), (time + Delay(new AgentRandom(dice)), _turn++));
    }

    /// <summary>Lets go of everything still held.</summary>
    public void Finish() => Release(SimTime.Never);

    private static long Delay(AgentRandom random) => random.Chance(HoursLateShare)
        ? SimTime.Hours(random.Between(1, 6))
        : SimTime.Seconds(random.LogNormal(15, DelaySigma));

    private void Release(long time)
    {
        while (_held.TryPeek(out byte[]? line, out (long Release, long Turn) due) && due.Release <= time)
        {
            target.Write(line);
            _held.Dequeue();
        }
    }
}
