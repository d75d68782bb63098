namespace FraudWatch.Storage;

/// <summary>
/// Postgres refused a transaction because the cell belongs to another epoch: another writer took it, or the database
/// is not the one the epoch was acquired in. Nothing of the transaction was written. The writer must stop.
/// </summary>
public sealed class StaleWriterException : Exception
{
    public StaleWriterException(string cell, long epoch, Exception inner)
        : base($"The writer of cell {cell} with epoch {epoch} was refused: {inner.Message}", inner)
    {
        Cell = cell;
        Epoch = epoch;
    }

    public string Cell { get; }

    /// <summary>The refused writer's epoch.</summary>
    public long Epoch { get; }
}
