using FraudWatch.Detection;
using FraudWatch.Detection.Shapes;

namespace FraudWatch.Testing;

/// <summary>Writes down every finding of a detector: shape, size, and the accounts with their roles, the anchor first.</summary>
public sealed class ShapeLog : IShapeObserver
{
    private readonly FraudDetector _detector;
    private readonly List<(Shape Shape, int Size, string Members)> _findings = [];

    public ShapeLog(FraudDetector detector)
    {
        _detector = detector;
        detector.ShapeObserver = this;
    }

    public IReadOnlyList<(Shape Shape, int Size, string Members)> Findings => _findings;

    public void Saw(Shape shape, in ShapeFinding finding, ReadOnlySpan<ShapeMember> members)
    {
        List<string> accounts = [];
        foreach (ShapeMember member in members)
        {
            accounts.Add($"{_detector.NameOf(member.Account)}:{member.Role}");
        }

        _findings.Add((shape, finding.Size, string.Join(' ', accounts)));
    }
}
