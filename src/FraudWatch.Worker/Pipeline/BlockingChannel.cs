using System.Threading.Channels;

namespace FraudWatch.Worker.Pipeline;

/// <summary>Bounded queues between stages that run on threads of their own: taking and putting block the thread, never a pool thread.</summary>
internal static class BlockingChannel
{
    public static Channel<T> Create<T>(int capacity) => Channel.CreateBounded<T>(
        new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true, SingleWriter = true });

    /// <summary>Waits for an item; false when the writer is done and all is taken.</summary>
    public static bool Take<T>(this ChannelReader<T> reader, out T item, CancellationToken abort)
    {
        while (!reader.TryRead(out item!))
        {
            if (!reader.WaitToReadAsync(abort).AsTask().GetAwaiter().GetResult())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Waits for room.</summary>
    public static void Put<T>(this ChannelWriter<T> writer, T item, CancellationToken abort)
    {
        while (!writer.TryWrite(item))
        {
            writer.WaitToWriteAsync(abort).AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>
    /// Waits for room for a limited time; false when there is none. <paramref name="room"/> carries the wait from call to
    /// call, so that a long stand-still piles up nothing.
    /// </summary>
    public static bool TryPut<T>(this ChannelWriter<T> writer, T item, ref Task<bool>? room, TimeSpan within, CancellationToken abort)
    {
        if (writer.TryWrite(item))
        {
            return true;
        }

        room ??= writer.WaitToWriteAsync(abort).AsTask();
        if (!room.Wait(within, abort))
        {
            return false;
        }

        room = null;
        return writer.TryWrite(item);
    }
}
