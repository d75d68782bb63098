using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FraudWatch.Replay;

/// <summary>
/// Which file a path means, whatever the path: two that are equal are one file, by way of symbolic or hard links. On Linux its device and
/// inode; elsewhere, where only links in the path itself can be followed, the path they end at.
/// </summary>
internal static partial class FileIdentity
{
    /// <summary>struct statx has the same layout on every architecture: 256 bytes.</summary>
    private const int Size = 256;
    private const int InodeAt = 32;
    private const int DeviceMajorAt = 136;
    private const int DeviceMinorAt = 140;
    private const int FromWorkingFolder = -100;
    private const uint InodeWanted = 0x100;

    /// <summary>Null when there is no such file.</summary>
    public static string? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path) : null;
        }

        Span<byte> found = stackalloc byte[Size];
        if (Statx(FromWorkingFolder, path, flags: 0, InodeWanted, found) != 0)
        {
            return null;
        }

        uint major = BinaryPrimitives.ReadUInt32LittleEndian(found[DeviceMajorAt..]);
        uint minor = BinaryPrimitives.ReadUInt32LittleEndian(found[DeviceMinorAt..]);
        return $"{major}:{minor}:{BinaryPrimitives.ReadUInt64LittleEndian(found[InodeAt..])}";
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> found);
}
