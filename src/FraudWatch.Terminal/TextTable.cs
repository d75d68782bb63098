using System.Text;

namespace FraudWatch.Terminal;

/// <summary>Columns of text aligned with spaces, no frame, so that other tools can read them too; the head is bold where colour is allowed.</summary>
public sealed class TextTable
{
    private const string Gap = "  ";
    private const string Bold = "\e[1m";
    private const string Plain = "\e[0m";

    private readonly string[] _head;
    private readonly bool[] _right;
    private readonly List<string[]> _rows = [];

    /// <param name="columns">Column names; one that starts with <c>&gt;</c> is aligned to the right. All names empty: no head.</param>
    public TextTable(params string[] columns)
    {
        _head = [.. columns.Select(c => c.TrimStart('>'))];
        _right = [.. columns.Select(c => c.StartsWith('>'))];
    }

    /// <exception cref="ArgumentException">Not as many cells as columns.</exception>
    public TextTable Row(params string[] cells)
    {
        if (cells.Length != _head.Length)
        {
            throw new ArgumentException($"expected {_head.Length} cells, found {cells.Length}", nameof(cells));
        }

        _rows.Add(cells);
        return this;
    }

    public void Write(TextWriter to, bool colour)
    {
        int[] widths = [.. _head.Select((name, column) => _rows.Select(r => r[column].Length).Append(name.Length).Max())];
        if (_head.Any(name => name.Length > 0))
        {
            string head = Line(_head, widths);
            if (colour)
            {
                TerminalWriter.Code(to, Bold);
                to.Write(head);
                TerminalWriter.Code(to, Plain);
                to.WriteLine();
            }
            else
            {
                to.WriteLine(head);
            }
        }

        foreach (string[] row in _rows)
        {
            to.WriteLine(Line(row, widths));
        }
    }

    private string Line(string[] cells, int[] widths)
    {
        var line = new StringBuilder();
        for (int column = 0; column < cells.Length; column++)
        {
            string cell = TerminalWriter.OneLine(cells[column]);
            line.Append(column > 0 ? Gap : "").Append(_right[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
        }

        return line.ToString().TrimEnd();
    }
}
