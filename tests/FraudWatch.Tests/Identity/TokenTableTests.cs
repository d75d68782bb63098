using System.Text;
using FraudWatch.Detection.Identity;
using Xunit;

namespace FraudWatch.Tests.Identity;

public sealed class TokenTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Numbers_are_those_of_a_dictionary_in_order_of_appearance(int seed)
    {
        var random = new Random(seed);
        var table = new TokenTable();
        var twin = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < 60_000; i++)
        {
            string token = new('x', random.Next(40));
            token += random.Next(20_000);
            if (!twin.TryGetValue(token, out int expected))
            {
                Assert.Equal(-1, table.Find(Encoding.UTF8.GetBytes(token)));
                expected = twin.Count;
                twin.Add(token, expected);
            }

            Assert.Equal(expected, table.Intern(Encoding.UTF8.GetBytes(token)));
        }

        Assert.Equal(twin.Count, table.Count);
        Assert.All(twin, pair => Assert.Equal(pair.Key, table.TextOf(pair.Value)));
    }

    [Fact]
    public void The_longest_tokens_keep_their_bytes()
    {
        var table = new TokenTable();
        string[] tokens = [.. Enumerable.Range(0, 2000).Select(i => new string('ü', 60) + i)];
        Assert.All(tokens, token => table.Intern(Encoding.UTF8.GetBytes(token)));
        Assert.Equal(tokens, Enumerable.Range(0, tokens.Length).Select(table.TextOf));
    }
}
