namespace FraudWatch.Worker.Kafka.Logs;

/// <summary>What operators may see of the logs. Written at the start and by <see cref="LogWatch"/>; read at any time.</summary>
public sealed class LogProgress
{
    private volatile IReadOnlyList<long> _ends = [];
    private volatile IReadOnlyList<HeldBack> _heldBack = [];
    private volatile IReadOnlyList<LogFault> _faults = [];
    private volatile IReadOnlyList<LogFault> _lasting = [];

    /// <summary>To where each partition could be read when last looked at, by slot.</summary>
    public IReadOnlyList<long> Ends { get => _ends; set => _ends = value; }

    /// <summary>Partitions that an open transaction holds back, however short.</summary>
    public IReadOnlyList<HeldBack> HeldBack { get => _heldBack; set => _heldBack = value; }

    /// <summary>What is wrong, as of the last look, and what a person should know of how this process began.</summary>
    public IReadOnlyList<LogFault> Faults => [.. _faults, .. _lasting];

    /// <summary>Why nothing new is read on, or empty.</summary>
    public string Stopped => string.Join("; ", _faults.Where(fault => fault.Stops).Select(fault => fault.Text));

    /// <summary>What the last look found; takes the place of what the one before found.</summary>
    internal void Found(IReadOnlyList<LogFault> faults) => _faults = faults;

    /// <summary>Stands for as long as the process lives.</summary>
    internal void Add(LogFault lasting) => _lasting = [.. _lasting, lasting];
}
