using System.Buffers.Binary;
using System.Text;
using FraudWatch.Detection.State;
using Xunit;

namespace FraudWatch.Tests.State;

/// <summary>Damage ends in an error that says where, never in a state.</summary>
public sealed class DamagedStateTests
{
    private const int HeaderLength = 12;
    private const int BlockHeaderLength = 12;

    private static readonly Lazy<DetectionRun> Some = new(() =>
    {
        var run = new DetectionRun(Economies.Setup, Economies.Logs, new Random(4));
        run.RunTo(3000);
        return run;
    });

    [Fact]
    public void A_changed_byte_is_refused_wherever_it_is()
    {
        byte[] sound = Some.Value.Save();
        var random = new Random(1);
        List<(string Section, int Start, int End)> blocks = Blocks(sound);
        Assert.Equal(["merge", "detector", "events", "accounts", "rings", "shapes", "flags", "holds", "judge", "end"], blocks.Select(b => b.Section).Distinct());

        IEnumerable<int> header = Enumerable.Range(0, HeaderLength);
        IEnumerable<int> heads = blocks.SelectMany(block => Enumerable.Range(block.Start, BlockHeaderLength));
        IEnumerable<int> contents = blocks.Where(block => block.End > block.Start + BlockHeaderLength)
            .SelectMany(block => Enumerable.Range(0, 60).Select(_ => random.Next(block.Start + BlockHeaderLength, block.End)));
        foreach (int at in header.Concat(heads).Concat(contents))
        {
            byte[] damaged = [.. sound];
            damaged[at] ^= (byte)random.Next(1, 256);
            StateFormatException refused = Assert.Throws<StateFormatException>(() => Some.Value.Reloaded(damaged));
            Assert.True(refused.Message.Length > refused.Section.Length + 10, $"byte {at}: {refused.Message}");
        }
    }

    [Fact]
    public void A_file_cut_at_any_length_is_refused()
    {
        byte[] sound = Some.Value.Save();
        var random = new Random(2);
        IEnumerable<int> borders = Blocks(sound).SelectMany(block => new[] { block.Start - 1, block.Start, block.Start + 1, block.Start + BlockHeaderLength - 1 });
        foreach (int length in borders.Concat(Enumerable.Range(0, HeaderLength)).Concat(Enumerable.Range(0, 300).Select(_ => random.Next(sound.Length))).Append(sound.Length - 1))
        {
            StateFormatException refused = Assert.Throws<StateFormatException>(() => Some.Value.Reloaded(sound[..length]));
            Assert.Contains("found", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Sections_and_blocks_that_changed_places_are_refused()
    {
        byte[] sound = Some.Value.Save();
        List<(string Section, int Start, int End)> blocks = Blocks(sound);
        for (int i = 0; i + 1 < blocks.Count; i++)
        {
            (int start, int middle, int end) = (blocks[i].Start, blocks[i].End, blocks[i + 1].End);
            byte[] swapped = [.. sound[..start], .. sound[middle..end], .. sound[start..middle], .. sound[end..]];
            Assert.Throws<StateFormatException>(() => Some.Value.Reloaded(swapped));
            byte[] without = [.. sound[..start], .. sound[middle..]];
            Assert.Throws<StateFormatException>(() => Some.Value.Reloaded(without));
        }

        Assert.Throws<StateFormatException>(() => Some.Value.Reloaded([.. sound, 0]));
    }

    [Fact]
    public void Another_format_is_named()
    {
        byte[] older = Some.Value.Save();
        BinaryPrimitives.WriteInt32LittleEndian(older.AsSpan(8), StateFormat.Version - 1);
        StateFormatException refused = Assert.Throws<StateFormatException>(() => Some.Value.Reloaded(older));
        Assert.Equal($"header: expected format {StateFormat.Version}, found {StateFormat.Version - 1}", refused.Message);
    }

    /// <summary>Every block, the empty ones that end a section included.</summary>
    private static List<(string Section, int Start, int End)> Blocks(byte[] saved)
    {
        var blocks = new List<(string, int, int)>();
        string section = "";
        for (int at = HeaderLength; at < saved.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(saved.AsSpan(at));
            int content = at + BlockHeaderLength;
            section = section.Length == 0 ? Encoding.UTF8.GetString(saved, content + 1, saved[content]) : section;
            blocks.Add((section, at, content + length));
            section = length == 0 ? "" : section;
            at = content + length;
        }

        return blocks;
    }
}
