using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Lists;

namespace FraudWatch.Detection.Features;

/// <summary>
/// How alike, and how new, the accounts are that share what the account uses: read at its most shared instrument, device,
/// network, payout and payer, and at the most shared of these five. What more accounts share than the links' cap, or people
/// allowed, tells nothing and is passed over.
/// </summary>
internal static class HubFeatures
{
    public static void Write(in FeatureContext context, AccountState account, FeatureVector into)
    {
        Hub instrument = MostShared(context, SubjectKind.Instrument, account.Instruments);
        (into[AccountFeature.InstrumentFirstBuyAlikeShare], into[AccountFeature.InstrumentCreatedTogetherShare], _) = instrument.Shares();
        Hub device = MostShared(context, SubjectKind.Device, account.Devices);
        (into[AccountFeature.DeviceFirstBuyAlikeShare], into[AccountFeature.DeviceCreatedTogetherShare], into[AccountFeature.DeviceNewUsers]) = device.Shares();
        Hub network = MostShared(context, SubjectKind.Network, account.Networks);
        (into[AccountFeature.NetworkFirstBuyAlikeShare], into[AccountFeature.NetworkCreatedTogetherShare], into[AccountFeature.NetworkNewUsers]) = network.Shares();
        Hub payout = new Widest(context, SubjectKind.Payout).With(account.Payout).Read();
        (into[AccountFeature.PayoutFirstBuyAlikeShare], into[AccountFeature.PayoutCreatedTogetherShare], into[AccountFeature.PayoutNewUsers]) = payout.Shares();
        Hub payer = MostPaidFor(context, account);
        (into[AccountFeature.PayerFirstBuyAlikeShare], into[AccountFeature.PayerCreatedTogetherShare], into[AccountFeature.PayerNewUsers]) = payer.Shares();

        Hub most = instrument.Or(device).Or(network).Or(payout).Or(payer);
        (into[AccountFeature.HubFirstBuyAlikeShare], into[AccountFeature.HubCreatedTogetherShare], _) = most.Shares();
    }

    private static Hub MostShared(in FeatureContext context, SubjectKind kind, RecentRing<HabitRecord> habits)
    {
        var widest = new Widest(context, kind);
        for (int i = 0; i < habits.Count; i++)
        {
            widest = widest.With(habits[i].Token);
        }

        return widest.Read();
    }

    /// <summary>The one of its recent payers, and itself, who pays for most.</summary>
    private static Hub MostPaidFor(in FeatureContext context, AccountState account)
    {
        Widest widest = new Widest(context, SubjectKind.Account).With(account.Index);
        int last = Token.None;
        for (int i = 0; i < account.BoughtRecently.Count; i++)
        {
            int payer = account.BoughtRecently[i].Payer;
            widest = payer == last ? widest : widest.With(payer);
            last = payer;
        }

        return widest.Read();
    }

    /// <summary>The most shared entity of one kind so far; of equally shared ones the first.</summary>
    private ref struct Widest(in FeatureContext context, SubjectKind kind)
    {
        private readonly FeatureContext _context = context;
        private readonly Ownership.Tokens _tokens = new(context.Book, kind);
        private int _entity = Token.None;
        private int _degree = 1;

        public Widest With(int entity)
        {
            int degree = _tokens.Links.Degree(entity, _context.Now);
            if (degree > _degree && degree <= LinkTable.MostAccounts && !_tokens.IsAllowed(entity))
            {
                (_entity, _degree) = (entity, degree);
            }

            return this;
        }

        public readonly Hub Read() => _entity == Token.None
            ? default
            : new Hub(_degree, HubLikeness.Of(_context.Book, _tokens.Links, _entity, _context.Now), _tokens.Links.NewShare(_entity, _context.Now));
    }

    /// <param name="Degree">Accounts that share it; 0 when none is shared.</param>
    /// <param name="Likeness">How alike they are.</param>
    /// <param name="New">Those that came within a week, in thousandths.</param>
    private readonly record struct Hub(int Degree, HubLikeness Likeness, int New)
    {
        public Hub Or(in Hub other) => other.Degree > Degree ? other : this;

        public (float FirstBuy, float CreatedTogether, float New) Shares() => (Likeness.FirstBuy / 1000f, Likeness.CreatedTogether / 1000f, New / 1000f);
    }
}
