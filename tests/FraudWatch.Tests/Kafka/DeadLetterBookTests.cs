using FraudWatch.Kafka.DeadLetters;
using Xunit;

namespace FraudWatch.Tests.Kafka;

public sealed class DeadLetterBookTests
{
    private static readonly LetterOrigin First = new("gift-events", 2, 17);
    private static readonly LetterOrigin Second = new("gift-events", 2, 99);

    private readonly DeadLetterBook _book = new();

    [Fact]
    public void A_letter_waits_until_it_is_sent_again()
    {
        _book.Take(Rejected(First, First));
        Assert.True(_book.Find(First)!.IsWaiting);

        _book.Take(Note(First, Second));

        Assert.False(_book.Find(First)!.IsWaiting);
        Assert.Equal((1, 1), (_book.Find(First)!.Failures, _book.Find(First)!.Requeues));
    }

    [Fact]
    public void One_that_fails_again_is_the_same_letter_and_waits_again()
    {
        _book.Take(Rejected(First, First));
        _book.Take(Note(First, Second));
        _book.Take(Rejected(Second, First));

        DeadLetter letter = Assert.Single(_book.Letters);
        Assert.Equal((First, Second, 2, true), (letter.Origin, letter.Last.At, letter.Failures, letter.IsWaiting));
    }

    [Fact]
    public void The_same_rejection_written_twice_counts_once()
    {
        _book.Take(Rejected(First, First));
        _book.Take(Rejected(First, First));
        _book.Take(Note(First, Second));

        Assert.Equal((1, false), (_book.Find(First)!.Failures, _book.Find(First)!.IsWaiting));
    }

    [Fact]
    public void Two_notes_of_one_rejection_do_not_hide_the_next()
    {
        _book.Take(Rejected(First, First));
        _book.Take(Note(First, Second));
        _book.Take(Note(First, Second));
        _book.Take(Rejected(Second, First));

        Assert.True(_book.Find(First)!.IsWaiting);
    }

    [Fact]
    public void A_note_without_its_letter_is_nothing()
    {
        _book.Take(Note(First, Second));

        Assert.Empty(_book.Letters);
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

    private static LetterRecord Rejected(LetterOrigin at, LetterOrigin origin) => new("not_json", "expected JSON", at, origin, new LetterMessage(at.Offset, [1]));

    private static LetterRecord Note(LetterOrigin origin, LetterOrigin to) => new(LetterHeaders.Requeued, "", to, origin, new LetterMessage(to.Offset, []));
}
