namespace FraudWatch.Worker.Snapshots;

/// <summary>What operators may see of the snapshots. The detection thread tells of saving, the writer of the rest; read at any time.</summary>
public sealed class SnapshotProgress
{
    private long _messages;
    private long _bytes;
    private long _pauseTicks;
    private long _written;
    private long _failed;
    private int _pending;
    private volatile string _file = "";
    private volatile string _loaded = "";
    private ulong _checksum;

    /// <summary>True from the moment the state is saved until its file is in place or given up.</summary>
    public bool IsWriting => Volatile.Read(ref _pending) > 0;

    /// <summary>Messages that the last saved state stands for.</summary>
    public long Messages => Volatile.Read(ref _messages);

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How long detection stood still for the last one.</summary>
    public TimeSpan Pause => TimeSpan.FromTicks(Volatile.Read(ref _pauseTicks));

    public long WrittenFiles => Volatile.Read(ref _written);

    public long FailedFiles => Volatile.Read(ref _failed);

    /// <summary>The last file that was finished; empty before the first.</summary>
    public string File => _file;

    /// <summary>The file that this process started from; empty when it started from the log's beginning.</summary>
    public string LoadedFrom { get => _loaded; set => _loaded = value; }

    /// <summary>Checksum of the detector's state in <see cref="File"/>: equal states have equal ones.</summary>
    public ulong Checksum => Volatile.Read(ref _checksum);

    internal void Saved(long messages, long bytes, TimeSpan pause)
    {
        Volatile.Write(ref _messages, messages);
        Volatile.Write(ref _bytes, bytes);
        Volatile.Write(ref _pauseTicks, pause.Ticks);
        Interlocked.Increment(ref _pending);
    }

    internal void Written(string file, ulong checksum)
    {
        Volatile.Write(ref _checksum, checksum);
        _file = file;
        Interlocked.Increment(ref _written);
        Interlocked.Decrement(ref _pending);
    }

    /// <summary>Those on their way came to nothing: the stages that made them have ended.</summary>
    internal void GiveUp() => Volatile.Write(ref _pending, 0);

    internal void Failed()
    {
        Interlocked.Increment(ref _failed);
        Interlocked.Decrement(ref _pending);
    }
}
