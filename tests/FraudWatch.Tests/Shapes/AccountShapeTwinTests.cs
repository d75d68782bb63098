using FraudWatch.Detection;
using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Graph;
using FraudWatch.Detection.Identity;
using FraudWatch.Detection.Shapes;
using FraudWatch.Testing.Shapes;
using Xunit;

namespace FraudWatch.Tests.Shapes;

/// <summary>Mule fan-in, shared payout and self-gifting against a recount of everything, after every event of thousands of random streams.</summary>
public sealed class AccountShapeTwinTests
{
    [Theory]
    [InlineData(Shape.MuleFanIn)]
    [InlineData(Shape.SharedPayout)]
    [InlineData(Shape.SelfGifting)]
    public void What_is_found_is_what_a_recount_of_all_events_finds(Shape shape)
    {
        (string? difference, int found) = FirstDifference(shape, streams: 3_000, AccountShapeFlaw.None);
        Assert.Null(difference);
        Assert.InRange(found, 1_000, int.MaxValue);
    }

    [Theory]
    [InlineData(Shape.MuleFanIn, AccountShapeFlaw.MulesMayKeepTheirCoins)]
    [InlineData(Shape.SharedPayout, AccountShapeFlaw.NothingIsForgotten)]
    [InlineData(Shape.SelfGifting, AccountShapeFlaw.CafesAreHomes)]
    public void A_broken_twin_is_noticed(Shape shape, AccountShapeFlaw flaw) =>
        Assert.NotNull(FirstDifference(shape, streams: 300, flaw).Difference);

    private static (string? Difference, int Found) FirstDifference(Shape shape, int streams, AccountShapeFlaw flaw)
    {
        int found = 0;
        for (int seed = 0; seed < streams; seed++)
        {
            Looker looker = new(shape);
            SlowAccountShapes slow = new(RandomDeeds.Window, flaw);
            foreach (Deed deed in new RandomDeeds(seed).All)
            {
                string? real = looker.Take(deed);
                string? expected = slow.Add(deed) ? Expected(slow, shape, deed) : null;
                if (real != expected)
                {
                    return ($"seed {seed}, {deed}: expected {expected ?? "nothing"}, found {real ?? "nothing"}", found);
                }

                found += real is null ? 0 : 1;
            }
        }

        return (null, found);
    }

    private static string? Expected(SlowAccountShapes slow, Shape shape, Deed deed) => shape switch
    {
        Shape.SharedPayout => deed.Type == EventType.DiamondWithdrawn ? slow.SharedPayout() : null,
        Shape.MuleFanIn => slow.IsSearched ? slow.MuleFanIn() : null,
        _ => slow.IsSearched ? slow.SelfGifting() : null,
    };

    /// <summary>
    /// Books as the detector does, and looks for one shape with a rule that has seen nothing before: what growth gates and the book of
    /// findings leave unsaid because it is no news is said here.
    /// </summary>
    private sealed class Looker : IShapeObserver
    {
        private readonly Shape _shape;
        private readonly AccountBook _accounts = new();
        private readonly SeenEvents _seen = new();
        private readonly TemporalGraph _graph;
        private long _clock = long.MinValue;
        private string? _found;

        public Looker(Shape shape)
        {
            _shape = shape;
            _graph = new TemporalGraph(RandomDeeds.Window, new EventIdOrder(_seen));
        }

        public string? Take(Deed deed)
        {
            ParsedEvent next = new();
            Assert.True(EventParser.TryParse(deed.ToEvent().Utf8(), next), next.Rejection.Detail);
            _found = null;
            if (_seen.Admit(next.Text(TextField.EventId), next.ContentHash, Math.Max(_clock, next.OccurredAt), out long reference) != Admission.New)
            {
                return null;
            }

            _clock = Math.Max(_clock, next.OccurredAt);
            AccountState account = _accounts.Actor(next);
            AccountState? recipient = deed.Other is null ? null : _accounts.Touch(next.Text(TextField.RecipientId), next.OccurredAt);
            _accounts.NoteContext(account, next);
            ShapeContext context = new(_graph, _accounts, new ShapeBook(RandomDeeds.Window) { Observer = this });
            if (recipient is not null)
            {
                _accounts.Gift(account, recipient, next, reference);
                Look(context, account, recipient, next, reference);
                return _found;
            }

            Book(account, next, reference);
            if (_shape == Shape.SharedPayout && next.Type == EventType.DiamondWithdrawn)
            {
                new SharedPayoutShape(context).Look(account, next.OccurredAt);
            }

            return _found;
        }

        public void Saw(Shape shape, in ShapeFinding finding, ReadOnlySpan<ShapeMember> members)
        {
            Assert.Equal(_shape, shape);
            List<string> named = [];
            foreach (ShapeMember member in members)
            {
                named.Add($"{_accounts.NameOf(member.Account)}:{member.Role}");
            }

            _found = $"{finding.Size} at {finding.Clarity}: {string.Join(' ', named)}";
        }

        private void Book(AccountState account, ParsedEvent next, long reference)
        {
            switch (next.Type)
            {
                case EventType.CoinPurchased:
                    _accounts.Purchase(account, next, reference);
                    break;
                case EventType.DiamondExchanged:
                    _accounts.Exchange(account, next, reference);
                    break;
                default:
                    _accounts.Withdraw(account, next, reference);
                    break;
            }
        }

        private void Look(ShapeContext context, AccountState sender, AccountState recipient, ParsedEvent next, long reference)
        {
            if (_clock - next.OccurredAt > FraudDetector.LateAfter)
            {
                return;
            }

            int edge = _graph.Insert(new GraphEdge(
                sender.Index, recipient.Index, next.OccurredAt, EventIdOrder.TieOf(next.Text(TextField.EventId)), next.Coins, reference));
            GiftShape? rule = _shape switch
            {
                Shape.MuleFanIn => new MuleFanIn(context),
                Shape.SelfGifting => new SelfGifting(context),
                _ => null,
            };
            rule?.Look(new SeenGift(next, edge, sender, recipient, _graph.LastPairIsNew));
        }
    }
}
