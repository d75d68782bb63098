using System.Threading.Channels;
using FraudWatch.Detection.State;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Snapshots;

/// <summary>
/// Decides when the state is saved, and saves it into memory: the only part of a snapshot during which detection stands still.
/// Consumer and writer go on meanwhile. Detection thread.
/// </summary>
internal sealed class SnapshotTaker(SnapshotOptions options, CellStart start, ChannelWriter<Snapshot> output, Instruments instruments)
{
    private long _last = instruments.Time.GetTimestamp();
    private long _messages;

    /// <summary>True when it is time for another one, something happened since the last, and that one is done with.</summary>
    public bool IsDue(CellState state) =>
        state.Messages > _messages
        && instruments.Time.GetElapsedTime(_last) >= options.Interval
        && !instruments.Progress.Snapshots.IsWriting;

    /// <summary>Saves the state as it is between two messages.</summary>
    public void Take(CellState state)
    {
        long began = instruments.Time.GetTimestamp();
        var bytes = new PooledBuffer();
        ulong checksum = state.Save(new StateWriter(bytes), start.Cell, start.Epoch);
        TimeSpan pause = instruments.Time.GetElapsedTime(began);
        instruments.Progress.Snapshots.Saved(state.Messages, bytes.Length, pause);
        instruments.Metrics.SnapshotSaved(pause);
        output.TryWrite(new Snapshot(bytes, [.. state.Processed], state.Messages, checksum));
        _messages = state.Messages;
        _last = instruments.Time.GetTimestamp();
    }

    /// <summary>The last one of this process, when wanted and worth it; then no more.</summary>
    /// <param name="state">As it is at the end.</param>
    /// <param name="isWhole">False while what the record knows was not read back: the next start does that again.</param>
    public void Finish(CellState state, bool isWhole)
    {
        if (isWhole && options.AtStop && state.Messages > _messages)
        {
            Take(state);
        }

        output.Complete();
    }
}
