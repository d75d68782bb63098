using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>Free blocks of one size, last freed first taken.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct BlockStack
{
    private long[]? _blocks;
    private int _count;

    internal void Push(int page, int offset)
    {
        _blocks ??= new long[16];
        if (_count == _blocks.Length)
        {
            Array.Resize(ref _blocks, _count * 2);
        }

        _blocks[_count++] = ((long)page << 32) | (uint)offset;
    }

    internal bool TryPop(out int page, out int offset)
    {
        if (_count == 0)
        {
            (page, offset) = (0, 0);
            return false;
        }

        long block = _blocks![--_count];
        (page, offset) = ((int)(block >> 32), (int)block);
        return true;
    }
}
