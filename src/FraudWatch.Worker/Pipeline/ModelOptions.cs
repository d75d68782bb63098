using FraudWatch.Replay;

namespace FraudWatch.Worker.Pipeline;

/// <summary>Which models and policy decide. Section <c>FraudWatch:Models</c>.</summary>
public sealed class ModelOptions
{
    public const string Section = "FraudWatch:Models";

    /// <summary>Folder with the models and the policy; empty takes the installed one (<see cref="Installation.Models"/>).</summary>
    public string Folder { get; set; } = "";

    /// <exception cref="DirectoryNotFoundException">None is named and none installed; the message says where it was looked for.</exception>
    public string Locate() => Folder.Length > 0 ? Folder : Installation.Models;
}
