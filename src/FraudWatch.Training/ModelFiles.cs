using FraudWatch.Detection.Scoring;
using FraudWatch.Replay;

namespace FraudWatch.Training;

/// <summary>
/// The folder that gets models: made before the work that may take an hour, so that one that cannot be written is known at once, and
/// written only when all is done, each file beside its place first. A folder that got nothing is taken away again.
/// </summary>
public sealed class ModelFiles : IDisposable
{
    private const string Card = "CARD.md";
    private const string Unfinished = ".unfinished";

    private readonly string _folder;
    private readonly bool _isNew;
    private bool _written;

    private ModelFiles(string folder, bool isNew)
    {
        _folder = folder;
        _isNew = isNew;
    }

    /// <exception cref="IOException">The folder cannot be written; says why.</exception>
    public static ModelFiles In(string folder)
    {
        bool isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        string probe = Path.Combine(folder, Card + Unfinished);
        File.WriteAllBytes(probe, []);
        File.Delete(probe);
        return new ModelFiles(folder, isNew);
    }

    /// <summary>Writes both models and their card, and the policy where the folder has none.</summary>
    public void Write(ScoringModel ring, ScoringModel resale, string policy, string card)
    {
        (string Name, byte[] Bytes)[] files =
        [
            (ModelFolder.RingModel, ModelFormat.Write(ring)),
            (ModelFolder.ResaleModel, ModelFormat.Write(resale)),
            .. File.Exists(Path.Combine(_folder, ModelFolder.Policy)) ? ((string, byte[])[])[] : [(ModelFolder.Policy, File.ReadAllBytes(policy))],
            (Card, System.Text.Encoding.UTF8.GetBytes(card)),
        ];
        foreach ((string name, byte[] bytes) in files)
        {
            File.WriteAllBytes(Path.Combine(_folder, name + Unfinished), bytes);
        }

        foreach ((string name, _) in files)
        {
            File.Move(Path.Combine(_folder, name + Unfinished), Path.Combine(_folder, name), overwrite: true);
        }

        _written = true;
    }

    public void Dispose()
    {
        foreach (string left in Directory.GetFiles(_folder, "*" + Unfinished))
        {
            File.Delete(left);
        }

        if (_isNew && !_written)
        {
            Directory.Delete(_folder);
        }
    }
}
