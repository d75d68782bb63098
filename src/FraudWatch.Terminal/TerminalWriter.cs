using System.Globalization;
using System.Text;

namespace FraudWatch.Terminal;

/// <summary>
/// What a program prints, with everything taken out that a terminal obeys instead of showing: ids, reasons and file names come from
/// outside. Escapes and other control characters, bidirectional marks and everything invisible become U+FFFD; line ends and tabs stay.
/// <see cref="Install"/> puts it before stdout and stderr at the start of every program, so that no command can forget it; only
/// <see cref="Code"/> gets past it.
/// </summary>
public sealed class TerminalWriter(TextWriter to) : TextWriter(CultureInfo.InvariantCulture)
{
    private const char Instead = '\uFFFD';

    /// <summary>Console.Out is wrapped once more by the runtime, so the writer is told by the thread that writes, not by its type.</summary>
    [ThreadStatic]
    private static bool _isOwnCode;

    public override Encoding Encoding => to.Encoding;

    /// <summary>From here on all that the console is told goes through a writer of this kind; stdout for bytes is another matter.</summary>
    public static void Install()
    {
        Console.SetOut(new TerminalWriter(Console.Out));
        Console.SetError(new TerminalWriter(Console.Error));
    }

    /// <summary>Writes one of the program's own codes, such as bold or back to the line's start. Never anything from outside.</summary>
    public static void Code(TextWriter to, string code)
    {
        _isOwnCode = true;
        try
        {
            to.Write(code);
        }
        finally
        {
            _isOwnCode = false;
        }
    }

    /// <summary>The text as a terminal may be given it.</summary>
    public static string Printable(string text) => Clean(text);

    /// <summary>The same in one line: no line end either, so that nobody's id writes a line of its own.</summary>
    public static string OneLine(string text) => Clean(text).ReplaceLineEndings("\uFFFD").Replace('\t', Instead);

    public override void Write(char value) => to.Write(_isOwnCode || Stays(new Rune(char.IsSurrogate(value) ? 'x' : value)) ? value : Instead);

    public override void Write(string? value)
    {
        if (value is not null)
        {
            to.Write(_isOwnCode ? value : Clean(value));
        }
    }

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void WriteLine() => to.WriteLine();

    public override void WriteLine(string? value)
    {
        // In one piece, as another thread may write too.
        to.WriteLine(_isOwnCode || value is null ? value : Clean(value));
    }

    public override Task WriteAsync(char value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override void Flush() => to.Flush();

    private static string Clean(string text)
    {
        int first = FirstToGo(text);
        if (first < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text, 0, first, text.Length);
        foreach (Rune rune in text.AsSpan(first).EnumerateRunes())
        {
            clean.Append(Stays(rune) ? rune.ToString() : "\uFFFD");
        }

        return clean.ToString();
    }

    private static int FirstToGo(string text)
    {
        for (int at = 0; at < text.Length; at++)
        {
            // Half of a pair alone says nothing; the walk over whole characters tells.
            if (char.IsSurrogate(text[at]) || !Stays(new Rune(text[at])))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool Stays(Rune rune) => rune.Value is '\n' or '\t' || (rune.Value < 0x7F && rune.Value >= ' ')
        || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
