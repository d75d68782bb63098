namespace FraudWatch.Storage;

/// <summary>An analyst's action that the database refused; nothing changed. The message is meant for the analyst.</summary>
public sealed class ReviewRefusedException(ReviewRefusal refusal, string message, Exception inner) : Exception(message, inner)
{
    public ReviewRefusal Refusal => refusal;
}

/// <summary>Why an action was refused.</summary>
public enum ReviewRefusal
{
    /// <summary>No flag or hold with that id.</summary>
    NotFound,

    /// <summary>Not possible in its present state, e.g. released already.</summary>
    NotNow,

    /// <summary>Impossible input, e.g. an empty reason.</summary>
    BadInput,

    /// <summary>The database user is no analyst.</summary>
    NotAllowed,
}
