namespace FraudWatch.Training.Learners;

/// <summary>Training cannot be done with what is there: examples of one label only, a missing library, a library's own error.</summary>
public sealed class TrainingException : Exception
{
    public TrainingException(string message)
        : base(message)
    {
    }

    public TrainingException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
