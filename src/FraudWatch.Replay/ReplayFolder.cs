using System.Text.Json;
using FraudWatch.Detection.Decisions;

namespace FraudWatch.Replay;

/// <summary>
/// The files a replay leaves (contract §2 and §3): <c>flags.jsonl</c>, <c>holds.jsonl</c>, <c>rejected.jsonl</c> and <c>summary.json</c>.
/// They are written beside those of an earlier replay and take their places at the end, the summary last: until then, and after a replay
/// that failed, the folder is as it was.
/// </summary>
public sealed class ReplayFolder : IDisposable
{
    private const string FlagsFile = "flags.jsonl";
    private const string HoldsFile = "holds.jsonl";
    private const string RejectedFile = "rejected.jsonl";
    private const string SummaryFile = "summary.json";
    private const string Unfinished = ".unfinished";

    private static readonly string[] Files = [FlagsFile, HoldsFile, RejectedFile, SummaryFile];

    private readonly JsonLinesWriter _rejected;
    private bool _finished;

    private ReplayFolder(string folder)
    {
        Folder = folder;
        _rejected = new JsonLinesWriter(Beside(RejectedFile));
    }

    public string Folder { get; }

    /// <summary>Makes the folder where it is missing; files of an earlier replay in it are replaced when this one is finished.</summary>
    /// <exception cref="IOException">The folder cannot be written, or a file that would be replaced is one of the <paramref name="inputs"/>.</exception>
    public static ReplayFolder Create(string folder, IReadOnlyList<string> inputs)
    {
        RequireApart(folder, inputs);
        Directory.CreateDirectory(folder);
        return new ReplayFolder(folder);
    }

    public void Add(RejectedLine line) => _rejected.Write(line, RejectedLineJson.WriteMembers);

    /// <summary>Writes the decisions and the summary, and lets all files take their places. Nothing may be added after it.</summary>
    public void Finish(DecisionBook decisions, ReplaySummary summary)
    {
        _rejected.Dispose();
        using (var flags = new JsonLinesWriter(Beside(FlagsFile)))
        {
            foreach (Flag flag in decisions.Flags)
            {
                flags.Write(flag, DecisionJson.WriteMembers);
            }
        }

        using (var holds = new JsonLinesWriter(Beside(HoldsFile)))
        {
            foreach (Hold hold in decisions.Holds)
            {
                holds.Write(hold, DecisionJson.WriteMembers);
            }
        }

        WriteSummary(summary);
        TakePlaces();
        _finished = true;
    }

    public void Dispose()
    {
        try
        {
            _rejected.Dispose();
        }
        finally
        {
            // Also when the last of it could not be written.
            if (!_finished)
            {
                Array.ForEach(Files, name => File.Delete(Beside(name)));
            }
        }
    }

    /// <summary>An input may be named by another path, a symbolic or a hard link: what counts is which file it is.</summary>
    private static void RequireApart(string folder, IReadOnlyList<string> inputs)
    {
        string[] outputs = [.. Files.SelectMany(name => new[] { PathOf(folder, name), PathOf(folder, name) + Unfinished })];
        HashSet<string> replaced = [.. outputs, .. outputs.Select(FileIdentity.Of).OfType<string>()];
        string? both = inputs.FirstOrDefault(input =>
            input.Length > 0 && (replaced.Contains(Path.GetFullPath(input)) || (FileIdentity.Of(input) is string file && replaced.Contains(file))));
        if (both is not null)
        {
            throw new IOException($"expected an output folder apart from the input, found {both} as input, which the output would replace");
        }
    }

    private void WriteSummary(ReplaySummary summary)
    {
        using FileStream file = File.Create(Beside(SummaryFile));
        using var json = new Utf8JsonWriter(file, JsonLinesWriter.Format with { Indented = true, NewLine = "\n" });
        ReplaySummaryJson.Write(json, summary);
        json.Flush();
        file.WriteByte((byte)'\n');
    }

    /// <summary>The old summary goes first and the new one comes last: a folder with a summary is never of two replays.</summary>
    private void TakePlaces()
    {
        File.Delete(PathOf(Folder, SummaryFile));
        foreach (string name in Files)
        {
            File.Move(Beside(name), PathOf(Folder, name), overwrite: true);
        }
    }

    private string Beside(string name) => PathOf(Folder, name) + Unfinished;

    private static string PathOf(string folder, string name) => Path.Combine(Path.GetFullPath(folder), name);
}
