using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>A number for each vertex, all forgotten at once: nothing to clear between searches.</summary>
internal sealed class VertexMarks
{
    internal const int None = -1;
    private Mark[] _marks = [];
    private long _round;

    /// <summary>Forgets all numbers and makes room for all vertices.</summary>
    internal void Forget(int vertices)
    {
        _round++;
        if (_marks.Length < vertices)
        {
            Array.Resize(ref _marks, vertices + (vertices / 2));
        }
    }

    internal bool TryGet(int vertex, out int number)
    {
        Mark mark = _marks[vertex];
        number = mark.Number;
        return mark.Round == _round;
    }

    internal void Set(int vertex, int number) => _marks[vertex] = new Mark(_round, number);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Mark(long Round, int Number);
}
