using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Features;
using FraudWatch.Testing.Accounts;
using FraudWatch.Testing.Events;
using Xunit;

namespace FraudWatch.Tests.Features;

/// <summary>How alike the accounts of a hub are: against a twin that looks at every use anew, over random streams of 120 days.</summary>
public sealed class HubFeatureTests
{
    private const long Day = 24L * 60 * 60 * 1000;
    private const int Streams = 150;

    [Fact]
    public void Likeness_is_what_the_twin_finds_while_accounts_come_and_expire()
    {
        var seen = new int[4];
        for (int seed = 0; seed < Streams; seed++)
        {
            var world = new World(seed);
            for (int step = 0; step < 90; step++)
            {
                world.Step();
                if (step % 9 == 8)
                {
                    world.Compare(seen);
                }
            }
        }

        Assert.True(seen.Min() > 500, $"hubs: {seen[0]} shared, {seen[1]} with equal first purchases, {seen[2]} created together, {seen[3]} with none of a pair alike");
    }

    [Fact]
    public void A_crowd_beyond_the_cap_tells_nothing()
    {
        var world = new World(1);
        for (int i = 0; i < LinkTable.MostAccounts; i++)
        {
            world.Buy($"a{i}", "kiosk", 700);
        }

        Assert.Equal(1, world.Read("a5")[AccountFeature.DeviceFirstBuyAlikeShare]);
        Assert.Equal(1, world.Read("a5")[AccountFeature.HubFirstBuyAlikeShare]);
        world.Buy("one-more", "kiosk", 700);

        Assert.Equal(0, world.Read("a5")[AccountFeature.DeviceFirstBuyAlikeShare]);
        Assert.Equal(0, world.Read("a5")[AccountFeature.HubFirstBuyAlikeShare]);
    }

    [Fact]
    public void Members_of_a_family_are_not_alike_and_loaded_stock_is()
    {
        var world = new World(2);
        for (int i = 0; i < 4; i++)
        {
            world.Buy($"member{i}", "tablet", 700 * (i + 1), created: World.Start - (i * 200 * Day));
            world.Buy($"stock{i}", "farm", 3500, created: World.Start - (i * 3_600_000));
        }

        FeatureVector family = world.Read("member1");
        Assert.Equal((0, 0), (family[AccountFeature.DeviceFirstBuyAlikeShare], family[AccountFeature.DeviceCreatedTogetherShare]));
        FeatureVector stock = world.Read("stock1");
        Assert.Equal((1, 1), (stock[AccountFeature.DeviceFirstBuyAlikeShare], stock[AccountFeature.DeviceCreatedTogetherShare]));
    }

    [Fact]
    public void What_people_allowed_is_passed_over()
    {
        var world = new World(3);
        for (int i = 0; i < 4; i++)
        {
            world.Buy($"a{i}", "studio", 700);
        }

        Assert.Equal(1, world.Read("a1")[AccountFeature.DeviceFirstBuyAlikeShare]);
        world.Book.Lists.Clock = world.Now;
        world.Book.Lists.Apply(World.Parsed(EventObject.Listing("l", world.Now, "allow", "device", "studio").With("purpose", "studio")));

        Assert.Equal(0, world.Read("a1")[AccountFeature.DeviceFirstBuyAlikeShare]);
    }

    private sealed class World(int seed)
    {
        public const long Start = RandomEvents.Start;

        private static readonly (string Kind, AccountFeature FirstBuy, AccountFeature Together, AccountFeature? New)[] Kinds =
        [
            ("instrument", AccountFeature.InstrumentFirstBuyAlikeShare, AccountFeature.InstrumentCreatedTogetherShare, null),
            ("device", AccountFeature.DeviceFirstBuyAlikeShare, AccountFeature.DeviceCreatedTogetherShare, AccountFeature.DeviceNewUsers),
            ("network", AccountFeature.NetworkFirstBuyAlikeShare, AccountFeature.NetworkCreatedTogetherShare, AccountFeature.NetworkNewUsers),
            ("payout", AccountFeature.PayoutFirstBuyAlikeShare, AccountFeature.PayoutCreatedTogetherShare, AccountFeature.PayoutNewUsers),
            ("payer", AccountFeature.PayerFirstBuyAlikeShare, AccountFeature.PayerCreatedTogetherShare, AccountFeature.PayerNewUsers),
        ];

        private readonly Random _random = new(seed);
        private readonly SlowHubs _slow = new();
        private readonly FeatureVector _figures = new();
        private int _next;

        public AccountBook Book { get; } = new();

        public long Now { get; private set; } = Start;

        public static ParsedEvent Parsed(EventObject next)
        {
            var parsed = new ParsedEvent();
            Assert.True(EventParser.TryParse(next.Utf8(), parsed), $"{next}: {parsed.Rejection.Detail}");
            return parsed;
        }

        public FeatureVector Read(string account)
        {
            HubFeatures.Write(new FeatureContext(Book, null!, null!, Now), Book.Touch(System.Text.Encoding.UTF8.GetBytes(account), Now), _figures);
            return _figures;
        }

        public void Buy(string account, string device, long coins, long created = Start) =>
            Purchase(EventObject.Purchase($"p{_next++}", Now, account, coins).With("device_id", device).With("account_created_at", WireTime.Format(created)), account, created);

        public void Step()
        {
            Now += _random.NextInt64(3 * Day);
            string account = $"a{_random.Next(9)}";

            // Sometimes exactly a day after another account, where the border is.
            long created = Start - (account[1] * (_random.Next(2) == 0 ? Day : Day / 3));
            string device = $"d{_random.Next(5)}";
            string network = $"n{_random.Next(4)}";
            if (_random.Next(5) == 0)
            {
                string payout = $"b{_random.Next(3)}";
                EventObject withdrawal = Context(EventObject.Withdrawal($"w{_next++}", Now, account).With("payout_id", payout), device, network, created);
                ParsedEvent parsed = Parsed(withdrawal);
                AccountState owner = Book.Actor(parsed);
                Book.NoteContext(owner, parsed);
                Book.Withdraw(owner, parsed, _next);
                NoteSlow(account, device, network, created);
                _slow.Withdrew(account, payout, Now);
                return;
            }

            string storefront = _random.Next(3) == 0 ? "US" : "TR";
            string card = $"c{_random.Next(6)}";
            EventObject purchase = Context(EventObject.Purchase($"p{_next++}", Now, account, 350 * _random.Next(1, 4)), device, network, created)
                .With("storefront_country", storefront).With("instrument_id", card);
            string? payer = _random.Next(4) == 0 ? $"a{_random.Next(9)}" : null;
            Purchase(payer is null ? purchase : purchase.With("payer_id", payer), account, created);
            NoteSlow(account, device, network, created);
            _slow.Used("instrument", card, account, Now);
            if (payer is not null && payer != account)
            {
                _slow.Created(payer, Now);
                _slow.Used("payer", payer, account, Now);
            }
        }

        public void Compare(int[] seen)
        {
            for (int i = 0; i < Book.Count; i++)
            {
                string account = Book.NameOf(i);
                FeatureVector figures = Read(account);
                (int Degree, double FirstBuy, double Together, double New) most = default;
                foreach ((string kind, AccountFeature firstBuy, AccountFeature together, AccountFeature? isNew) in Kinds)
                {
                    (int Degree, double FirstBuy, double Together, double New) slow = _slow.MostShared(kind, account, Now);
                    most = slow.Degree > most.Degree ? slow : most;
                    Near(slow.FirstBuy, figures[firstBuy]);
                    Near(slow.Together, figures[together]);
                    Near(isNew is null ? 0 : slow.New, isNew is null ? 0 : figures[isNew.Value]);
                    seen[0] += slow.Degree > 1 ? 1 : 0;
                    seen[1] += slow.FirstBuy > 0 ? 1 : 0;
                    seen[2] += slow.Together > 0 ? 1 : 0;
                    seen[3] += slow.Degree > 1 && slow.FirstBuy + slow.Together <= 0 ? 1 : 0;
                }

                Near(most.FirstBuy, figures[AccountFeature.HubFirstBuyAlikeShare]);
                Near(most.Together, figures[AccountFeature.HubCreatedTogetherShare]);
            }
        }

        /// <summary>Fixed point in thousandths, rounded down.</summary>
        private static void Near(double slow, float fast) => Assert.InRange(fast, slow - 0.00101, slow + 0.00001);

        private static EventObject Context(EventObject next, string device, string network, long created) =>
            next.With("device_id", device).With("ip_hash", network).With("account_created_at", WireTime.Format(created));

        private void Purchase(EventObject purchase, string account, long created)
        {
            ParsedEvent parsed = Parsed(purchase);
            AccountState buyer = Book.Actor(parsed);
            Book.NoteContext(buyer, parsed);
            Book.Purchase(buyer, parsed, _next);
            _slow.Created(account, created);
            _slow.Bought(account, parsed.Coins, System.Text.Encoding.UTF8.GetString(parsed.Text(TextField.StorefrontCountry)));
        }

        private void NoteSlow(string account, string device, string network, long created)
        {
            _slow.Created(account, created);
            _slow.Used("device", device, account, Now);
            _slow.Used("network", network, account, Now);
        }
    }
}
