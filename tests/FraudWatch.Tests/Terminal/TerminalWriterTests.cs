using System.Text;
using FraudWatch.Terminal;
using Xunit;

namespace FraudWatch.Tests.Terminal;

/// <summary>Nothing that a terminal obeys gets out, whichever way it is written, but the program's own codes.</summary>
public sealed class TerminalWriterTests
{
    private const string Evil = "a\u001b]0;pwned\u0007\u001b[31m\u009b31m\u007f\b\rb\u202eid\u2066\u200f\u061c\u2028\u200b\ufeff\u00ad\0" + "\U000E0041z";

    [Theory]
    [InlineData("plain – žluť 🎁 日本語\n\ttab", "plain – žluť 🎁 日本語\n\ttab")]
    [InlineData("\u001b[31mred\u001b[0m", "\uFFFD[31mred\uFFFD[0m")]
    [InlineData("x\u202ey", "x\uFFFDy")]
    [InlineData("a\rb", "a\uFFFDb")]
    [InlineData("", "")]
    public void What_is_obeyed_is_replaced_and_all_else_stays(string text, string printed) => Assert.Equal(printed, TerminalWriter.Printable(text));

    /// <summary>Not as test data: half a pair does not outlive the way from discovery to the run.</summary>
    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("a\uFFFDb", TerminalWriter.Printable("a\ud800b"));

    [Fact]
    public void One_line_stays_one() => Assert.Equal("a\uFFFDb\uFFFDc\uFFFDd", TerminalWriter.OneLine("a\nb\r\nc\td").Replace("\uFFFD\uFFFD", "\uFFFD", StringComparison.Ordinal));

    [Fact]
    public async Task No_way_of_writing_leads_past_it()
    {
        var text = new StringWriter { NewLine = "\n" };
        TextWriter to = TextWriter.Synchronized(new TerminalWriter(text) { NewLine = "\n" });
        to.Write(Evil);
        to.Write(Evil.ToCharArray());
        to.Write(Evil.AsSpan());
        to.Write(new StringBuilder(Evil));
        to.Write("{0}", Evil);
        to.Write((object)Evil);
        foreach (char one in Evil.Where(c => !char.IsSurrogate(c)))
        {
            to.Write(one);
        }

        to.WriteLine(Evil);
        to.WriteLine(Evil.ToCharArray());
        to.WriteLine(Evil.AsSpan());
        to.WriteLine(new StringBuilder(Evil));
        to.WriteLine("{0} {1}", Evil, Evil);
        await to.WriteAsync(Evil);
        await to.WriteAsync(Evil.AsMemory());
        await to.WriteLineAsync(Evil);
        await to.WriteLineAsync(Evil.AsMemory());
        await to.WriteLineAsync(new StringBuilder(Evil));
        Assert.DoesNotContain(text.ToString(), c => c is not '\n' && (char.IsControl(c) || c is '\u202e' or '\u2066' or '\u200f' or '\u061c' or '\u2028' or '\u200b' or '\ufeff' or '\u00ad'));
        Assert.DoesNotContain("\U000E0041", text.ToString(), StringComparison.Ordinal);
        Assert.Equal(18, text.ToString().Count(c => c == 'z'));
    }

    [Fact]
    public void Its_own_codes_get_past_and_only_while_they_are_written()
    {
        var text = new StringWriter { NewLine = "\n" };
        TextWriter to = TextWriter.Synchronized(new TerminalWriter(text));
        new TextTable("name").Row("u\u001b[2J").Write(to, colour: true);
        Assert.Equal("\u001b[1mname\u001b[0m\nu\uFFFD[2J\n", text.ToString());
    }

    /// <summary>Every program prints through it, and nobody opens stdout past it but for bytes that are JSON or asked for as they are.</summary>
    [Fact]
    public void No_program_goes_without_it()
    {
        string[] programs = ["FraudWatch.Cli", "FraudWatch.Simulator", "FraudWatch.Sandbox", "FraudWatch.Training"];
        string sources = Path.Combine(Architecture.SourceTree.Root, "src");
        Assert.All(programs, program => Assert.Contains("return await CommandProgram.RunAsync(", File.ReadAllText(Path.Combine(sources, program, "Program.cs")), StringComparison.Ordinal));
        string[] openers =
        [
            .. Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .Where(file => File.ReadAllText(file) is var text && (text.Contains("OpenStandardOutput", StringComparison.Ordinal) || text.Contains("OpenStandardError", StringComparison.Ordinal)
                    || text.Contains("Console.SetOut", StringComparison.Ordinal) || text.Contains("Console.SetError", StringComparison.Ordinal)))
                .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal),
        ];
        string[] allowed = ["DeadLetterLines.cs", "DeadLettersShowCommand.cs", "DecisionLines.cs", "StandardStreams.cs", "TerminalWriter.cs"];
        Assert.All(openers, file => Assert.Contains(file, allowed));
        Assert.Contains("TerminalWriter.cs", openers);
    }
}
