namespace FraudWatch.Training.DataSet;

/// <summary>The files to learn from are not what they should be; the message says what was expected, what was found and where.</summary>
public sealed class TrainingDataException : Exception
{
    public TrainingDataException(string message)
        : base(message)
    {
    }

    public TrainingDataException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
