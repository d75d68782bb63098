using FraudWatch.Detection.Accounts;
using Xunit;

namespace FraudWatch.Tests.Accounts;

public sealed class LinkTableTests
{
    private const long Day = 24L * 60 * 60 * 1000;
    private const long Start = 20_000 * Day;

    [Fact]
    public void An_account_counts_for_30_days_after_its_last_use()
    {
        var links = new LinkTable(8);
        links.Add(0, 1, Start);
        links.Add(0, 2, Start + (20 * Day));
        Assert.Equal(2, links.Degree(0, Start + (30 * Day)));
        Assert.Equal(1, links.Degree(0, Start + (31 * Day)));
        links.Add(0, 1, Start + (40 * Day));
        Assert.Equal(2, links.Degree(0, Start + (41 * Day)));
        Assert.Equal(0, links.Degree(7, Start));
    }

    [Theory]
    [InlineData("2059-09-19")]
    [InlineData("2199-11-01")]
    public void Days_are_counted_as_far_as_events_go(string day)
    {
        long start = DateTimeOffset.Parse(day + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        var links = new LinkTable(8);
        links.Add(0, 1, start - Day);
        links.Add(0, 2, start);
        links.Add(0, 1, start + Day);
        Assert.Equal(2, links.Degree(0, start + (2 * Day)));
        Assert.Equal(1, links.Degree(0, start + (31 * Day)));
    }

    [Fact]
    public void Beyond_the_cap_it_is_a_hub_that_tells_nothing_until_its_crowd_is_gone()
    {
        var links = new LinkTable(4);
        for (int account = 0; account < 5; account++)
        {
            links.Add(0, account, Start);
        }

        Assert.Equal(5, links.Degree(0, Start));
        Assert.Equal(0, links.Weight(0, Start));
        Assert.Equal([0, 1, 2, 3], links.AccountsOf(0).ToArray());
        var room = new int[LinkTable.MostAccounts];
        Assert.Equal(0, links.Sharing(0, Start, room));

        links.Add(0, 9, Start + (40 * Day));
        Assert.Equal(1, links.Degree(0, Start + (40 * Day)));
        Assert.Equal([1, 2, 3, 9], links.AccountsOf(0).ToArray());
        Assert.Equal([9], room[..links.Sharing(0, Start + (40 * Day), room)]);
    }

    [Fact]
    public void The_more_accounts_share_it_the_less_it_says()
    {
        var links = new LinkTable(64);
        int before = 1001;
        Assert.Equal(0, links.Weight(0, Start));
        links.Add(0, 0, Start);
        Assert.Equal(0, links.Weight(0, Start));
        foreach (int degree in Enumerable.Range(2, 63))
        {
            links.Add(0, degree, Start);
            int weight = links.Weight(0, Start);
            Assert.InRange(weight, (1000 / Math.Log2(1 + degree)) - 25, (1000 / Math.Log2(1 + degree)) + 45);
            Assert.True(weight <= before, $"{weight} at degree {degree} after {before}");
            before = weight;
        }
    }

    [Fact]
    public void A_family_is_old_and_an_agents_customers_are_new()
    {
        var links = new LinkTable(64);
        for (int member = 0; member < 4; member++)
        {
            links.Add(0, member, Start);
            links.Add(0, member, Start + (60 * Day));
            links.Add(1, member, Start + (60 * Day) - (member * 4 * Day));
        }

        Assert.Equal(0, links.NewShare(0, Start + (60 * Day)));
        Assert.Equal(500, links.NewShare(1, Start + (60 * Day)));
    }
}
