using System.Text;

namespace FraudWatch.Terminal;

/// <summary>stdout and stderr that say so when they cannot be written: the disk behind them may be full, the other end away.</summary>
public static class StandardStreams
{
    /// <summary>stdout for bytes.</summary>
    /// <exception cref="CommandFailure">It cannot be written; also thrown by the stream.</exception>
    public static Stream OpenOutput() => new Guarded("stdout", Console.OpenStandardOutput);

    /// <summary>Puts <see cref="Console.Out"/> and <see cref="Console.Error"/> on streams that fail with a <see cref="CommandFailure"/>.</summary>
    internal static void Guard()
    {
        Console.SetOut(Writer(OpenOutput()));
        Console.SetError(Writer(new Guarded("stderr", Console.OpenStandardError)));
    }

    /// <summary>Says a last sentence; where not even that can be written, the exit status alone must tell.</summary>
    internal static void Say(string sentence)
    {
        try
        {
            Console.Error.WriteLine(sentence);
        }
        catch (CommandFailure)
        {
            // There is nowhere left to say it.
        }
    }

    private static TextWriter Writer(Stream to) =>
        TextWriter.Synchronized(new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });

    private sealed class Guarded(string name, Func<Stream> open) : Stream
    {
        private Stream? _to;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => Do(static (to, _) => to.Flush(), []);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => Do(static (to, bytes) => to.Write(bytes), buffer);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Do(Action<Stream, ReadOnlySpan<byte>> what, ReadOnlySpan<byte> bytes)
        {
            try
            {
                what(_to ??= open(), bytes);
            }
            catch (Exception lost) when (lost is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                throw new CommandFailure($"{name} cannot be written: {lost.Message}", lost);
            }
        }
    }
}
