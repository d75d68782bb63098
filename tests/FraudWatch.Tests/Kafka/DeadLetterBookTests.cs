using FraudWatch.Kafka.DeadLetters;
using Xunit;

namespace FraudWatch.Tests.Kafka;

public sealed class DeadLetterBookTests
{
    private static readonly LetterOrigin First = new("gift-events", 2, 17);
    private static readonly LetterOrigin Second = new("gift-events", 2, 99);

    [Fact]
    public void A_letter_waits_until_it_is_sent_again()
    {
        Assert.True(Letter(Rejected(First, First)).IsWaiting);

        DeadLetter sent = Letter(Rejected(First, First), Note(First, Second));

        Assert.False(sent.IsWaiting);
        Assert.Equal((1, 1), (sent.Failures, sent.Requeues));
    }

    [Fact]
    public void One_that_fails_again_is_the_same_letter_and_waits_again()
    {
        DeadLetter letter = Letter(Rejected(First, First), Note(First, Second), Rejected(Second, First));

        Assert.Equal((First, Second, 2, true), (letter.Origin, letter.Last.At, letter.Failures, letter.IsWaiting));
    }

    [Fact]
    public void One_that_fails_again_before_the_note_is_written_waits_all_the_same()
    {
        DeadLetter letter = Letter(Rejected(First, First), Rejected(Second, First), Note(First, Second));

        Assert.Equal((First, Second, 2, true), (letter.Origin, letter.Last.At, letter.Failures, letter.IsWaiting));
    }

    [Fact]
    public void The_same_rejection_written_twice_counts_once()
    {
        DeadLetter letter = Letter(Rejected(First, First), Rejected(First, First), Note(First, Second));

        Assert.Equal((1, false), (letter.Failures, letter.IsWaiting));
    }

    [Fact]
    public void Two_notes_of_one_rejection_do_not_hide_the_next()
    {
        Assert.True(Letter(Rejected(First, First), Note(First, Second), Note(First, Second), Rejected(Second, First)).IsWaiting);
    }

    [Fact]
    public void A_note_without_its_letter_is_nothing()
    {
        Assert.Empty(new DeadLetterBook([Note(First, Second)]).Letters);
    }

    [Fact]
    public void A_message_that_claims_another_s_origin_is_a_letter_of_its_own()
    {
        var book = new DeadLetterBook([Rejected(First, First), Rejected(Second, First)]);

        Assert.Equal(2, book.Letters.Count);
        Assert.Equal((First, 1), (book.Find(First)!.Last.At, book.Find(First)!.Failures));
        Assert.Equal((Second, 1), (book.Find(Second)!.Last.At, book.Find(Second)!.Failures));
    }

    [Theory]
    [InlineData("0123", true)]
    [InlineData("0124", false)]
    [InlineData("01234", false)]
    [InlineData("01", false)]
    public void The_whole_begins_as_its_part_and_is_as_long_as_the_letter_says(string candidate, bool isWhole)
    {
        var part = new LetterMessage(0, [(byte)'0', (byte)'1', (byte)'2', (byte)'3'], CutFrom: 4);
        var shorter = new LetterMessage(0, [(byte)'0', (byte)'1'], CutFrom: 4);

        Assert.Equal(isWhole, part.IsWhole(System.Text.Encoding.UTF8.GetBytes(candidate)));
        Assert.Equal(candidate.Length == 4, shorter.IsWhole(System.Text.Encoding.UTF8.GetBytes(candidate)));
    }

    [Theory]
    [InlineData("gift-events/2/17", true)]
    [InlineData("gift-events/2", false)]
    [InlineData("gift-events/-1/17", false)]
    [InlineData("gift events/2/17", false)]
    [InlineData("gift-events/2/17/", false)]
    [InlineData("", false)]
    public void An_origin_is_topic_partition_and_offset(string text, bool isOne)
    {
        Assert.Equal(isOne ? First : null, LetterOrigin.Parse(text));
        Assert.Equal("gift-events/2/17", First.ToString());
    }

    private static DeadLetter Letter(params LetterRecord[] records) => Assert.Single(new DeadLetterBook(records).Letters);

    private static LetterRecord Rejected(LetterOrigin at, LetterOrigin origin) => new("not_json", "expected JSON", at, origin, new LetterMessage(at.Offset, [1]));

    private static LetterRecord Note(LetterOrigin origin, LetterOrigin to) => new(LetterHeaders.Requeued, "", to, origin, new LetterMessage(to.Offset, []));
}
