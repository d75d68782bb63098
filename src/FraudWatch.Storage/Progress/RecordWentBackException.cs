namespace FraudWatch.Storage;

/// <summary>
/// Postgres is not where this writer left it: a backup was restored, or a standby that lagged was promoted. Nothing of the transaction
/// was written. What the writer knows is ahead of the record: it goes back to what the record holds and decides again from there.
/// </summary>
public sealed class RecordWentBackException : Exception
{
    public RecordWentBackException(string cell, Exception inner)
        : base($"The record of cell {cell} is not where this worker left it: {inner.Message}", inner) => Cell = cell;

    public string Cell { get; }
}
