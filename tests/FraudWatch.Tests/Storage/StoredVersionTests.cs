using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using Xunit;

namespace FraudWatch.Tests.Storage;

public sealed class StoredVersionTests
{
    private static readonly Hold Decided = new()
    {
        HoldId = new Guid(1, 0, 0, new byte[8]),
        Version = 3,
        AccountId = "u1",
        Scope = HoldScope.Withdrawal,
        Status = HoldStatus.Expired,
        FlagId = null,
        PlacedAt = 1_000,
        ExpiresAt = 5_000,
        EndedAt = 5_000,
        ReasonCodes = ["PAYOUT_REVIEW"],
        PlacedBy = "policy:v1",
    };

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    public void Only_a_newer_version_of_the_detector_is_news(int stored, bool news)
    {
        Hold? next = new StoredHold(stored, 0, HoldStatus.Active, null, 5_000, 1_000).Next(Decided, answersAction: false);

        Assert.Equal(news ? Decided : null, next);
    }

    [Fact]
    public void What_a_person_ended_keeps_its_end_and_the_version_counts_both()
    {
        Hold next = new StoredHold(2, 1, HoldStatus.Released, 2_000, 9_000, 1_000).Next(Decided, answersAction: false)!;

        Assert.Equal(Decided with { Version = 4, Status = HoldStatus.Released, EndedAt = 2_000, ExpiresAt = 9_000 }, next);
    }

    [Fact]
    public void The_answer_to_a_persons_action_takes_the_place_of_the_desks_version()
    {
        var stored = new StoredHold(2, 1, HoldStatus.Released, 5_000, 5_000, 1_000);

        Assert.Equal(Decided, stored.Next(Decided, answersAction: true));
        Assert.Equal((0, 1), (stored.DeskAfter(answersAction: true), stored.DeskAfter(answersAction: false)));
    }

    [Fact]
    public void The_answer_to_one_of_two_actions_leaves_the_other_in_force()
    {
        Hold next = new StoredHold(2, 2, HoldStatus.Active, null, 9_000, 1_000).Next(Decided, answersAction: true)!;

        Assert.Equal(Decided with { Version = 4, Status = HoldStatus.Active, EndedAt = null, ExpiresAt = 9_000 }, next);
    }

    [Fact]
    public void When_it_was_placed_stays_the_records_whatever_a_detector_that_began_anew_says()
    {
        Assert.Equal(Decided with { PlacedAt = 700 }, new StoredHold(2, 0, HoldStatus.Active, null, 5_000, 700).Next(Decided, answersAction: false));
        Assert.Equal(Decided, default(StoredHold).Next(Decided, answersAction: false));
    }

    [Theory]
    [InlineData("f1a600", "f1a60000-0000-0000-0000-000000000000", "f1a600ff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("F1A60012-3", "f1a60012-3000-0000-0000-000000000000", "f1a60012-3fff-ffff-ffff-ffffffffffff")]
    public void A_beginning_of_an_id_is_a_range_of_ids(string text, string first, string last)
    {
        Assert.True(IdPrefix.TryParse(text, out IdPrefix prefix));
        Assert.Equal((new Guid(first), new Guid(last)), (prefix.First, prefix.Last));
    }

    [Theory]
    [InlineData("f1a60")]
    [InlineData("f1a60x")]
    [InlineData("")]
    [InlineData("f1a60000-0000-0000-0000-0000000000001")]
    public void What_cannot_begin_an_id_is_refused(string text) => Assert.False(IdPrefix.TryParse(text, out _));
}
