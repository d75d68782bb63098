using System.CommandLine;

namespace FraudWatch.Training.Commands;

/// <summary>The commands that train models and measure what they do.</summary>
public static class TrainingCommands
{
    public static RootCommand Root() => new("Trains models and evaluates decisions.")
    {
        RetrainCommand.Create(),
        EvaluateCommand.Create(),
        ModelsCommand.Create(),
    };
}
