using FraudWatch.Detection;
using FraudWatch.Detection.Shapes;

namespace FraudWatch.Benchmarks.Patterns;

/// <summary>Keeps what the detector found, by shape, with its accounts by name.</summary>
internal sealed class FoundShapes(FraudDetector detector) : IShapeObserver
{
    public List<(Shape Shape, int Size, string[] Accounts)> All { get; } = [];

    public void Saw(Shape shape, in ShapeFinding finding, ReadOnlySpan<ShapeMember> members)
    {
        string[] accounts = new string[members.Length];
        for (int i = 0; i < members.Length; i++)
        {
            accounts[i] = detector.NameOf(members[i].Account);
        }

        All.Add((shape, finding.Size, accounts));
    }
}
