namespace FraudWatch.Sandbox.Demo;

/// <summary>The figures of a demo that worked.</summary>
/// <param name="Events">Published, and decided.</param>
/// <param name="Seconds">From the first event published to the last one in Postgres.</param>
/// <param name="Rejected">By the worker.</param>
/// <param name="OutOfTurn">Came after their turn; the order was then not the logs' alone.</param>
/// <param name="Folder">With the events, the decisions and the programs' logs.</param>
/// <param name="Kept">Whether the services stay up.</param>
internal sealed record DemoOutcome(long Events, double Seconds, long Rejected, long OutOfTurn, string Folder, bool Kept);
