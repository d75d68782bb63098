namespace FraudWatch.Kafka.DeadLetters;

/// <summary>A rejected message and what became of it, however often it was written down, sent again and rejected again.</summary>
public sealed class DeadLetter
{
    private readonly HashSet<LetterOrigin> _rejectedAt = [];
    private readonly HashSet<LetterOrigin> _sentTo = [];

    internal DeadLetter(LetterOrigin origin, LetterRecord first)
    {
        Origin = origin;
        Last = first;
        _rejectedAt.Add(first.At);
    }

    /// <summary>Where it stood when it was first rejected.</summary>
    public LetterOrigin Origin { get; }

    /// <summary>Its last rejection.</summary>
    public LetterRecord Last { get; private set; }

    /// <summary>How often it was rejected.</summary>
    public int Failures => _rejectedAt.Count;

    /// <summary>How often it was sent again.</summary>
    public int Requeues => _sentTo.Count;

    /// <summary>True while nobody has sent it again since it was rejected last: what is sent again stands behind everything before in its partition.</summary>
    public bool IsWaiting => _sentTo.All(to => to.Offset <= Last.At.Offset);

    /// <summary>Rejected once more. A worker that died before its commit writes the same rejection down again.</summary>
    internal void Rejected(LetterRecord next)
    {
        _rejectedAt.Add(next.At);
        Last = next.At.Offset >= Last.At.Offset ? next : Last;
    }

    internal void SentTo(LetterOrigin place) => _sentTo.Add(place);
}
