using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Lists;
using FraudWatch.Detection.Shapes;
using FraudWatch.Detection.State;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Graph;
using FraudWatch.Testing.Scoring;
using Xunit;

namespace FraudWatch.Tests.Shapes;

/// <summary>What the shapes remember, against plain twins.</summary>
public sealed class ShapeStateTests
{
    [Fact]
    public void The_book_knows_the_largest_finding_of_the_window_for_every_member()
    {
        Random random = new(5);
        for (int run = 0; run < 300; run++)
        {
            ShapeBook book = new(window: 20);
            Dictionary<(int, Shape), (long At, int Size, int Anchor)> twin = [];
            long now = 0;
            for (int i = 0; i < 60; i++)
            {
                now += random.Next(4);
                var shape = (Shape)random.Next(3);
                var finding = new ShapeFinding(random.Next(6), now, random.Next(1, 5), random.Next(1001));
                ShapeMember[] members = [new(finding.Anchor, AccountRole.Collector), new(6 + random.Next(200), AccountRole.Source)];
                book.Note(shape, finding, members);
                foreach (ShapeMember member in members)
                {
                    (int, Shape) key = (member.Account, shape);
                    bool isKnown = twin.TryGetValue(key, out var known) && now - known.At <= 20;
                    twin[key] = !isKnown || finding.Size >= known.Size ? (now, finding.Size, finding.Anchor) : known;
                }

                foreach (((int account, Shape of), (long at, int size, int anchor)) in twin)
                {
                    bool found = book.TryGet(account, of, now, out ShapeNote note);
                    Assert.Equal(now - at <= 20, found);
                    Assert.True(!found || (note.Size, note.Anchor, note.At) == (size, anchor, at), $"run {run}, step {i}, account {account}");
                }
            }
        }
    }

    [Fact]
    public void A_finding_is_news_when_it_is_the_first_or_larger_and_again_after_the_window()
    {
        ShapeBook book = new(window: 10);
        ShapeMember[] members = [new(1, AccountRole.Hub), new(2, AccountRole.Source)];
        Assert.True(book.Note(Shape.Chain, new ShapeFinding(1, 0, 2, 500), members));
        Assert.False(book.Note(Shape.Chain, new ShapeFinding(1, 5, 2, 500), members));
        Assert.True(book.Note(Shape.Chain, new ShapeFinding(1, 5, 3, 500), members));
        Assert.True(book.Note(Shape.Chain, new ShapeFinding(1, 16, 2, 500), members));
        Assert.Equal(members, book.MembersAt(1, Shape.Chain).ToArray());
        Assert.Empty(book.MembersAt(2, Shape.Chain).ToArray());
        Assert.Empty(book.MembersAt(77, Shape.Chain).ToArray());
    }

    [Fact]
    public void Matches_are_remembered_as_by_someone_who_writes_down_every_gift()
    {
        Random random = new(6);
        for (int run = 0; run < 500; run++)
        {
            MatchLedger ledger = new();
            SlowMatches twin = new();
            for (int i = 0; i < 60; i++)
            {
                (ulong match, int host, int giver) = ((ulong)random.Next(3), random.Next(3), 10 + random.Next(5));
                int opponent = ledger.Note(match, host, giver, out bool bothSided);
                Assert.Equal((run, i, twin.Note(match, host, giver)), (run, i, (opponent, bothSided)));
            }
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(MatchLedger.MostMatches + 100)]
    public void Matches_go_on_after_loading_as_if_nothing_had_happened(int matches)
    {
        Random random = new(7);
        MatchLedger whole = new();
        for (int i = 0; i < matches * 3; i++)
        {
            whole.Note((ulong)(i / 3), random.Next(3), 10 + random.Next(4), out _);
        }

        MatchLedger loaded = Reload(whole, new MatchLedger());
        for (int i = 0; i < 2_000; i++)
        {
            (ulong match, int host, int giver) = ((ulong)(matches - 60 + random.Next(90)), random.Next(3), 10 + random.Next(4));
            int opponent = whole.Note(match, host, giver, out bool bothSided);
            Assert.Equal((i, opponent, bothSided), (i, loaded.Note(match, host, giver, out bool again), again));
        }
    }

    [Fact]
    public void Lists_hold_after_loading_as_before()
    {
        ListBook whole = new() { Clock = 1_000 };
        whole.Apply(Listing("allow", "bank-1", until: 5_000));
        whole.Apply(Listing("deny", "bank-2", until: 5_000));
        ListBook loaded = Reload(whole, new ListBook());
        Assert.True(loaded.TryGetAllowed(SubjectKind.Payout, "bank-1"u8, out ListEntry entry));
        Assert.Equal((5_000, ListPurpose.Agency, "payments team"), (entry.Until, entry.Purpose, entry.Owner));
        Assert.True(loaded.IsDenied(SubjectKind.Payout, "bank-2"u8));
        Assert.False(loaded.IsDenied(SubjectKind.Device, "bank-2"u8));
        loaded.Clock = 5_000;
        Assert.False(loaded.IsDenied(SubjectKind.Payout, "bank-2"u8));
    }

    [Fact]
    public void Whom_the_lists_excused_is_counted_on_after_loading()
    {
        FraudDetector whole = new(EagerSetup.Create());
        whole.Counters.NoteExcused(ListPurpose.Charity);
        whole.Counters.NoteExcused(ListPurpose.Staff);
        whole.Counters.NoteExcused(ListPurpose.Staff);
        using MemoryStream bytes = new();
        whole.Save(new StateWriter(bytes));
        bytes.Position = 0;
        DetectorCounters loaded = FraudDetector.Load(EagerSetup.Create(), new StateReader(bytes)).Counters;
        Assert.Equal((0, 1, 2), (loaded.Excused(ListPurpose.Agency), loaded.Excused(ListPurpose.Charity), loaded.Excused(ListPurpose.Staff)));
    }

    private static ParsedEvent Listing(string list, string subject, long until)
    {
        ParsedEvent parsed = new();
        Assert.True(EventParser.TryParse(EventObject.Listing("e", 0, list, "payout", subject).With("purpose", "agency").With("until", WireTime.Format(until)).Utf8(), parsed));
        return parsed;
    }

    private static T Reload<T>(T whole, T fresh)
        where T : ISavedState
    {
        using MemoryStream bytes = new();
        StateWriter writer = new(bytes);
        writer.Begin("part");
        whole.Save(writer);
        writer.End();
        bytes.Position = 0;
        StateReader reader = new(bytes);
        reader.Begin("part");
        fresh.Load(reader);
        reader.End();
        return fresh;
    }

    [Fact]
    public void The_oldest_match_makes_room_and_comes_back_as_a_new_one()
    {
        MatchLedger ledger = new();
        for (ulong match = 0; match <= MatchLedger.MostMatches; match++)
        {
            Assert.Equal(-1, ledger.Note(match, host: 1, giver: 9, out _));
        }

        Assert.Equal(1, ledger.Note(1, host: 2, giver: 9, out bool bothSided));
        Assert.True(bothSided);
        Assert.Equal(-1, ledger.Note(0, host: 2, giver: 9, out bothSided));
        Assert.False(bothSided);
    }

    [Fact]
    public void A_gate_lets_a_count_through_at_each_quarter_of_growth_so_that_looks_stay_few()
    {
        GrowthGate gate = new(least: 3);
        int looks = 0;
        for (int count = 1; count <= 10_000; count++)
        {
            looks += gate.TryPass(account: 5, count) ? 1 : 0;
        }

        Assert.InRange(looks, 20, 45);
        Assert.False(gate.TryPass(5, 10_000));
        Assert.True(gate.TryPass(5, 3));
    }
}
