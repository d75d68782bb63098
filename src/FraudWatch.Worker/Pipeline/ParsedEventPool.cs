using System.Collections.Concurrent;
using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// Events that are used again and again. One thread rents (consume), one owner returns (detection); they exchange whole
/// chunks, so that the exchange costs nothing an event. Grows to the number of events in flight, which the backlog bounds.
/// </summary>
public sealed class ParsedEventPool
{
    private const int ChunkSize = 256;

    private readonly ConcurrentQueue<Stack<ParsedEvent>> _full = new();
    private readonly ConcurrentQueue<Stack<ParsedEvent>> _empty = new();
    private Stack<ParsedEvent> _renting = new(ChunkSize);
    private Stack<ParsedEvent> _returning = new(ChunkSize);

    /// <summary>Consume thread. The event holds what it held before.</summary>
    public ParsedEvent Rent()
    {
        if (_renting.TryPop(out ParsedEvent? message))
        {
            return message;
        }

        if (!_full.TryDequeue(out Stack<ParsedEvent>? chunk))
        {
            return new ParsedEvent();
        }

        _empty.Enqueue(_renting);
        _renting = chunk;
        return _renting.Pop();
    }

    /// <summary>Detection loop. The event must not be used after this.</summary>
    public void Return(ParsedEvent message)
    {
        _returning.Push(message);
        if (_returning.Count == ChunkSize)
        {
            _full.Enqueue(_returning);
            _returning = _empty.TryDequeue(out Stack<ParsedEvent>? chunk) ? chunk : new Stack<ParsedEvent>(ChunkSize);
        }
    }
}
