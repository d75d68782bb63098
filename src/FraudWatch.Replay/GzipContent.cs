using System.IO.Compression;

namespace FraudWatch.Replay;

/// <summary>
/// What the members of a gzip file hold, one after the other. The runtime's own stream ends without a word at the first thing behind a
/// member that is no member; here that is damage, as a member that was cut off is. Read only, by one owner.
/// </summary>
internal sealed class GzipContent : Stream
{
    private readonly Source _source;
    private readonly GZipStream _members;

    /// <summary>Without this switch of the runtime a member that was cut off reads as a shorter one.</summary>
    static GzipContent() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", isEnabled: true);

    public GzipContent(Stream file)
    {
        _source = new Source(file);
        _members = new GZipStream(_source, CompressionMode.Decompress);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">The file is not gzip to its end.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = _members.Read(buffer);
        if (read == 0 && buffer.Length > 0)
        {
            RequireEnd();
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _members.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// The stream of members asks for more bytes once it has used all it was given. Where it ends without having asked in vain, bytes are
    /// left over.
    /// </summary>
    private void RequireEnd()
    {
        if (!_source.HasEnded)
        {
            throw new InvalidDataException("what follows the last gzip member is not gzip");
        }
    }

    private sealed class Source(Stream file) : Stream
    {
        public bool HasEnded { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            int read = file.Read(buffer);
            HasEnded |= read == 0 && buffer.Length > 0;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
