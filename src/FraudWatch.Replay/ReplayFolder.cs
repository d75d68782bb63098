using System.Text.Json;
using FraudWatch.Detection.Decisions;

namespace FraudWatch.Replay;

/// <summary>
/// The files a replay leaves (contract §2 and §3): <c>flags.jsonl</c>, <c>holds.jsonl</c>, <c>rejected.jsonl</c> and, last,
/// <c>summary.json</c>: a folder without a summary is of a replay that did not come to its end.
/// </summary>
public sealed class ReplayFolder : IDisposable
{
    private const string FlagsFile = "flags.jsonl";
    private const string HoldsFile = "holds.jsonl";
    private const string RejectedFile = "rejected.jsonl";
    private const string SummaryFile = "summary.json";

    private readonly JsonLinesWriter _rejected;

    private ReplayFolder(string folder)
    {
        Folder = folder;
        _rejected = new JsonLinesWriter(PathOf(folder, RejectedFile));
    }

    public string Folder { get; }

    /// <summary>Makes the folder where it is missing; files of an earlier replay in it are replaced.</summary>
    /// <exception cref="IOException">The folder cannot be written, or a file that would be replaced is one of the <paramref name="inputs"/>.</exception>
    public static ReplayFolder Create(string folder, IReadOnlyList<string> inputs)
    {
        Directory.CreateDirectory(folder);
        string[] outputs = [PathOf(folder, FlagsFile), PathOf(folder, HoldsFile), PathOf(folder, RejectedFile), PathOf(folder, SummaryFile)];
        string? both = inputs.FirstOrDefault(input => outputs.Contains(Path.GetFullPath(input)));
        if (both is not null)
        {
            throw new IOException($"expected an output folder apart from the input, found {both} as input, which the output would replace");
        }

        foreach (string left in outputs)
        {
            File.Delete(left);
        }

        return new ReplayFolder(folder);
    }

    public void Add(RejectedLine line) => _rejected.Write(line, RejectedLineJson.WriteMembers);

    /// <summary>Writes the decisions and the summary. Nothing may be added after it.</summary>
    public void Finish(DecisionBook decisions, ReplaySummary summary)
    {
        _rejected.Dispose();
        using (var flags = new JsonLinesWriter(PathOf(Folder, FlagsFile)))
        {
            foreach (Flag flag in decisions.Flags)
            {
                flags.Write(flag, DecisionJson.WriteMembers);
            }
        }

        using (var holds = new JsonLinesWriter(PathOf(Folder, HoldsFile)))
        {
            foreach (Hold hold in decisions.Holds)
            {
                holds.Write(hold, DecisionJson.WriteMembers);
            }
        }

        using FileStream file = File.Create(PathOf(Folder, SummaryFile));
        using var json = new Utf8JsonWriter(file, JsonLinesWriter.Format with { Indented = true, NewLine = "\n" });
        ReplaySummaryJson.Write(json, summary);
        json.Flush();
        file.WriteByte((byte)'\n');
    }

    public void Dispose() => _rejected.Dispose();

    private static string PathOf(string folder, string name) => Path.Combine(Path.GetFullPath(folder), name);
}
