namespace FraudWatch.Kafka.DeadLetters;

/// <summary>A rejected message and what became of it, however often it was written down, sent again and rejected again.</summary>
public sealed class DeadLetter
{
    internal DeadLetter(LetterRecord first)
    {
        Last = first;
        Failures = 1;
    }

    public LetterOrigin Origin => Last.Origin;

    /// <summary>Its last rejection.</summary>
    public LetterRecord Last { get; private set; }

    /// <summary>How often it was rejected.</summary>
    public int Failures { get; private set; }

    /// <summary>How often it was sent again.</summary>
    public int Requeues { get; private set; }

    /// <summary>True while nobody has sent it again since it was rejected last.</summary>
    public bool IsWaiting => Requeues < Failures;

    internal void Take(LetterRecord next)
    {
        if (next.IsNote)
        {
            // Two commands at once write two notes of one rejection.
            Requeues = Failures;
            return;
        }

        // A worker that died before its commit writes the same rejection down again.
        Failures += next.At == Last.At ? 0 : 1;
        Last = next;
    }
}
