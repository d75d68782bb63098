namespace FraudWatch.Training.DataSet;

/// <summary>One stream to learn from: its events and what was known of its accounts. Truth files are never looked at.</summary>
/// <param name="Name">For people.</param>
/// <param name="Events">Event files, in order.</param>
/// <param name="Labels">The label file.</param>
public sealed record Economy(string Name, IReadOnlyList<string> Events, string Labels)
{
    /// <summary>A folder as <c>simulate</c> writes it; its truth file, if any, is left alone.</summary>
    /// <exception cref="TrainingDataException">A file is missing; says which.</exception>
    public static Economy InFolder(string folder)
    {
        string Find(string name)
        {
            string plain = Path.Combine(folder, name + ".jsonl");
            string packed = plain + ".gz";
            return File.Exists(plain) ? plain
                : File.Exists(packed) ? packed
                : throw new TrainingDataException($"expected {name}.jsonl or {name}.jsonl.gz in {Path.GetFullPath(folder)}, found neither");
        }

        return new Economy(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), [Find("coin-events"), Find("gift-events")], Find("labels"));
    }
}
