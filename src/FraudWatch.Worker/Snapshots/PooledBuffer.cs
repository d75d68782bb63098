using System.Buffers;

namespace FraudWatch.Worker.Snapshots;

/// <summary>
/// A stream into memory, in pieces from the shared pool: the detection thread fills it at the speed of memory, then hands it to
/// whoever writes it out and gives each piece back as soon as it is written. One owner at a time.
/// </summary>
internal sealed class PooledBuffer : Stream
{
    private const int PieceSize = 1 << 20;

    private readonly Queue<byte[]> _pieces = new();
    private byte[] _last = [];
    private int _used;
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _length += buffer.Length;
        while (!buffer.IsEmpty)
        {
            if (_used == _last.Length)
            {
                _last = ArrayPool<byte>.Shared.Rent(PieceSize);
                _used = 0;
                _pieces.Enqueue(_last);
            }

            int part = Math.Min(buffer.Length, _last.Length - _used);
            buffer[..part].CopyTo(_last.AsSpan(_used));
            buffer = buffer[part..];
            _used += part;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes all of it to a stream, giving the memory back on the way.</summary>
    public void DrainTo(Stream output)
    {
        while (_pieces.TryDequeue(out byte[]? piece))
        {
            int length = _pieces.Count == 0 ? _used : piece.Length;
            output.Write(piece, 0, length);
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
