namespace FraudWatch.Simulator.Engine;

/// <summary>
/// Wakes agents in the order of time. An agent is an enumerator that yields the time at which it wants to act next;
/// its events are written while it is awake, so the stream comes out in order without being held.
/// </summary>
internal sealed class Schedule(long end)
{
    private const int Arity = 4;

    private IEnumerator<long>[] _agents = new IEnumerator<long>[1024];
    private (long Time, long Turn, int Agent)[] _heap = new (long, long, int)[1024];
    private readonly Stack<int> _free = new();
    private int _agentCount;
    private int _count;
    private long _turn;

    /// <summary>The time of the agent that is awake.</summary>
    public long Now { get; private set; }

    /// <summary>Nothing happens at or after this time.</summary>
    public long End { get; } = end;

    /// <summary>Lets an agent take part from now on; it runs until its first yield when first woken at <paramref name="at"/>.</summary>
    public void Add(IEnumerator<long> agent, long at)
    {
        if (at >= End)
        {
            return;
        }

        int slot = _free.Count > 0 ? _free.Pop() : _agentCount++;
        if (slot == _agents.Length)
        {
            Array.Resize(ref _agents, _agents.Length * 2);
        }

        _agents[slot] = agent;
        Push(Math.Max(at, Now), slot);
    }

    /// <summary>Runs until no agent wants to act before the end; <paramref name="eachDay"/> is told the time once a simulated day.</summary>
    public void Run(Action<long> eachDay, CancellationToken cancellation)
    {
        long nextDay = 0;
        while (_count > 0)
        {
            (Now, _, int slot) = _heap[0];
            if (Now >= nextDay)
            {
                cancellation.ThrowIfCancellationRequested();
                eachDay(Now);
                nextDay = Now + SimTime.Day;
            }

            IEnumerator<long> agent = _agents[slot];
            if (agent.MoveNext() && agent.Current < End)
            {
                ReplaceTop(Math.Max(agent.Current, Now));
            }
            else
            {
                agent.Dispose();
                _agents[slot] = null!;
                _free.Push(slot);
                RemoveAgent(slot);
            }
        }
    }

    // An agent may have added others while it was awake; they may stand above it only at the same time, later in turn.
    private void RemoveAgent(int slot)
    {
        if (_heap[0].Agent != slot)
        {
            throw new InvalidOperationException("An agent was scheduled before the one that is awake.");
        }

        (long Time, long Turn, int Agent) last = _heap[--_count];
        if (_count > 0)
        {
            Sink(last);
        }
    }

    private void ReplaceTop(long time) => Sink((time, _turn++, _heap[0].Agent));

    private void Push(long time, int slot)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _heap.Length * 2);
        }

        (long Time, long Turn, int Agent) entry = (time, _turn++, slot);
        int at = _count++;
        while (at > 0 && Before(entry, _heap[(at - 1) / Arity]))
        {
            _heap[at] = _heap[(at - 1) / Arity];
            at = (at - 1) / Arity;
        }

        _heap[at] = entry;
    }

    private void Sink((long Time, long Turn, int Agent) entry)
    {
        int at = 0;
        while (true)
        {
            int first = at * Arity + 1;
            int best = -1;
            for (int child = first; child < Math.Min(first + Arity, _count); child++)
            {
                if (best < 0 || Before(_heap[child], _heap[best]))
                {
                    best = child;
                }
            }

            if (best < 0 || !Before(_heap[best], entry))
            {
                _heap[at] = entry;
                return;
            }

            _heap[at] = _heap[best];
            at = best;
        }
    }

    private static bool Before((long Time, long Turn, int Agent) a, (long Time, long Turn, int Agent) b) =>
        a.Time < b.Time || (a.Time == b.Time && a.Turn < b.Turn);
}
