namespace FraudWatch.Worker.Health;

/// <summary>Events a second over the last ten seconds, from samples taken once a second. Owned by the sampler; the rate is read by any thread.</summary>
public sealed class EventRate(TimeProvider time)
{
    private const int Kept = 10;

    private readonly Queue<(long At, long Events)> _samples = new();
    private double _perSecond;

    /// <summary>Events a second; 0 before the second sample.</summary>
    public double PerSecond => Volatile.Read(ref _perSecond);

    /// <summary>Takes the total as of now.</summary>
    public void Sample(long events)
    {
        long now = time.GetTimestamp();
        _samples.Enqueue((now, events));
        if (_samples.Count > Kept + 1)
        {
            _samples.Dequeue();
        }

        (long at, long before) = _samples.Peek();
        double seconds = time.GetElapsedTime(at, now).TotalSeconds;
        Volatile.Write(ref _perSecond, seconds > 0 ? (events - before) / seconds : 0);
    }
}
