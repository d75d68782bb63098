namespace FraudWatch.Detection.Shapes;

/// <summary>Sees every finding that is news at its anchor, before anything is judged. For measurements; decides nothing.</summary>
public interface IShapeObserver
{
    /// <param name="shape">Which shape.</param>
    /// <param name="finding">Its anchor, size and clarity.</param>
    /// <param name="members">Its accounts, the anchor first. Valid during the call only.</param>
    void Saw(Shape shape, in ShapeFinding finding, ReadOnlySpan<ShapeMember> members);
}
