using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Storage;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// What some consecutive messages came to, written as one transaction: what was decided, and how far that takes the offsets.
/// Filled by the detection thread, then owned by the writer.
/// </summary>
public sealed class DecidedBatch
{
    /// <summary>Messages in this batch that Postgres does not hold yet.</summary>
    public int Events { get; set; }

    public List<Decision> Decisions { get; } = [];

    /// <summary>What people decided, of which the audit must have a row.</summary>
    public List<TakenAction> Actions { get; } = [];

    public List<DeadLetter> DeadLetters { get; } = [];

    public long DeadLetterBytes { get; set; }

    /// <summary>Kafka timestamps of a sample of the messages, Unix milliseconds.</summary>
    public List<long> PublishedAt { get; } = [];

    /// <summary>Next offset of each slot after this batch; never behind what Postgres holds.</summary>
    public long[] NextOffsets { get; set; } = [];

    /// <summary>The last message of each slot up to there.</summary>
    public MessageMark[] Last { get; set; } = [];

    /// <summary>Messages that came after one that should have followed them, and after which.</summary>
    public List<LateTurn> LateTurns { get; } = [];

    /// <summary>Messages processed since the start of the log, up to the end of this batch.</summary>
    public long Messages { get; set; }

    /// <summary>The detector's clock after this batch, Unix milliseconds; null before the first valid event.</summary>
    public long? Clock { get; set; }

    /// <summary>Totals since the start of the log, by name; they too are functions of the log.</summary>
    public IReadOnlyDictionary<string, long> Counters { get; set; } = new Dictionary<string, long>();

    /// <summary>When its first message was processed; a timestamp of the <see cref="TimeProvider"/>.</summary>
    public long OpenedAt { get; set; }
}
