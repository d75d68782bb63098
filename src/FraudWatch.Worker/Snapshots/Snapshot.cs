namespace FraudWatch.Worker.Snapshots;

/// <summary>A state as bytes in memory, on its way to the disk.</summary>
/// <param name="Bytes">The whole file.</param>
/// <param name="Offsets">Next offset to process of each slot: what Postgres must hold before the file may be used.</param>
/// <param name="Messages">Messages that the state stands for.</param>
/// <param name="Checksum">Of the detector's state.</param>
internal sealed record Snapshot(PooledBuffer Bytes, long[] Offsets, long Messages, ulong Checksum);
