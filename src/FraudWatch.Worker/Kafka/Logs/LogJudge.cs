using FraudWatch.Detection.Events;
using FraudWatch.Storage;
using FraudWatch.Worker.Pipeline;

namespace FraudWatch.Worker.Kafka.Logs;

/// <summary>Compares what the brokers hold with what the record stands for, and says in words what is wrong. Pure.</summary>
internal static class LogJudge
{
    private const string BeginAnew = "or begin with an empty database and without snapshots";

    /// <summary>The topics read and written must be there, those read with one partition count, and none narrower than the record.</summary>
    /// <param name="found">Topics that are there, with their partition counts.</param>
    /// <param name="names">The topics' names there.</param>
    /// <param name="known">Partitions a topic must have at least.</param>
    /// <param name="layout">The cell's partitions; null while something is wrong.</param>
    public static LogFault? OfTopics(IReadOnlyDictionary<string, int> found, TopicNames names, int known, out CellLayout? layout)
    {
        layout = null;
        string[] read = [.. Topics.All.Select(names.Of)];
        string[] absent = [.. read.Append(names.Of(Topics.Decisions)).Append(names.Of(Topics.DeadLetters)).Where(topic => !found.ContainsKey(topic))];
        if (absent.Length > 0)
        {
            return new(LogFaultKind.TopicMissing, string.Join(", ", absent), $"topics that do not exist: {string.Join(", ", absent)}");
        }

        int[] counts = [.. read.Select(topic => found[topic])];
        if (counts.Distinct().Count() > 1)
        {
            return new(
                LogFaultKind.PartitionCount,
                string.Join(", ", read),
                $"one partition count for {string.Join(", ", read)}; found {string.Join(", ", counts)}. Give all of them {counts.Max()}");
        }

        if (counts[0] < known)
        {
            return new(
                LogFaultKind.PartitionsGone,
                string.Join(", ", read),
                $"topics of at least {known} partitions, as the database knows them; found {counts[0]}: they were made anew. "
                + $"Bring the old topics back, {BeginAnew}");
        }

        layout = new CellLayout(counts[0]);
        return null;
    }

    /// <summary>Topics whose id is not the one that the record's offsets count in. Where either is not known, nothing can be said.</summary>
    public static IEnumerable<LogFault> OfIds(CellStart start, string?[] found) =>
        from topic in Topics.All
        let known = KnownId(start, topic) ?? start.TopicIds.ElementAtOrDefault((int)topic)
        where known is not null && found[(int)topic] is string id && id != known
        select new LogFault(
            LogFaultKind.OtherLog,
            Topics.NameOf(topic),
            $"the topic {Topics.NameOf(topic)} that the database stands for, with id {known}; found one with id {found[(int)topic]}: it was made anew, "
            + $"and nothing of it has been decided. Bring the old topic back, {BeginAnew}");

    /// <summary>The id that the record has of a topic; null when it has none.</summary>
    public static string? KnownId(CellStart start, Topic topic) => start.Marks
        .Where((mark, slot) => start.Layout.At(slot).Topic == topic).Select(mark => mark?.TopicId).FirstOrDefault(id => id is not null);

    /// <summary>A log that ends before what is committed, or begins after messages that nobody has decided.</summary>
    public static LogFault? OfRange(CellStart start, int slot, LogRange range)
    {
        string name = start.Layout.NameOf(slot);
        long committed = start.Committed[slot];
        if (range.Written < committed)
        {
            return new(
                LogFaultKind.LogShorter,
                name,
                $"the whole log of {name}: messages up to offset {committed - 1} are decided, found a log that ends at {range.Written}: the topic was made anew, "
                + $"or a broker came back with an older copy. Bring the newer copy back, {BeginAnew}");
        }

        return range.Start <= committed ? null : new(
            LogFaultKind.MessagesLost,
            name,
            $"the whole log of {name}: expected it from offset {committed}, found it from {range.Start}; offsets {committed} to {range.Start - 1} are gone "
            + $"and were never decided. Restore the log, or go on without them: worker --accept-gap {name}:{committed}-{range.Start - 1} --reason TEXT");
    }

    /// <summary>The message that was decided last must still stand where it stood. A message that retention took says nothing.</summary>
    public static LogFault? OfMessage(string name, PartitionMark known, LoggedMessage? found) =>
        found is not { } message || message.Offset != known.Offset || message.Hash == known.Hash ? null : new(
            LogFaultKind.OtherLog,
            name,
            $"the log of {name} that was decided: the message at offset {known.Offset} is another one; the topic was made anew, or a broker came back with an "
            + $"older copy and went on. Bring the old log back, {BeginAnew}");

    /// <summary>The message that the snapshot ends with must be that of the log.</summary>
    public static LogFault? OfSnapshot(string name, MessageMark last, LoggedMessage? found) =>
        found is not { } message || message.Offset != last.Offset || message.Hash == last.Hash ? null : new(
            LogFaultKind.OtherLog,
            name,
            $"the log of {name} that the snapshot comes from: the message at offset {last.Offset} is another one; remove the snapshots if the topics were made anew");

    /// <summary>The log must hold what the state has not seen.</summary>
    public static LogFault? OfState(string name, long processed, LogRange range) => range.Start <= processed ? null : new(
        LogFaultKind.MessagesLost,
        name,
        $"the whole log of {name}: expected it from offset {processed}, found it from {range.Start}; offsets {processed} to {range.Start - 1} are gone, "
        + "and the state goes on with them only after a new start: it then begins with what the log still has");

    /// <summary>A transaction that has been open for too long.</summary>
    public static LogFault OfHeldBack(HeldBack held) => new(
        LogFaultKind.HeldBack,
        held.Partition,
        $"{held.Partition} cannot be read beyond offset {held.From}: an open transaction holds {held.Offsets} offsets back"
        + (held.Since is long since ? $", the first since {WireTime.Format(since)}" : "")
        + "; kafka-transactions.sh describe-producers says whose it is (docs/operations/logs.md)");
}
