using System.Text.Json;

namespace FraudWatch.Tests.Simulator.Honesty;

/// <summary>What anybody could count about each account straight from the events, without a detector.</summary>
internal sealed class AccountFigures
{
    /// <summary>The figures that the logistic regression may look at.</summary>
    public static readonly string[] Plain =
    [
        "age", "coins bought in 1 d", "coins bought in 30 d", "declines", "instruments", "devices",
        "gifts sent", "recipients", "coins received", "senders", "median dwell",
    ];

    /// <summary>The plain ones and those that each typology suggests.</summary>
    public static readonly string[] All = [.. Plain, "chargebacks", "refunds", "storefronts", "networks", "paid for", "withdrawals", "gift cards"];

    private readonly HashSet<string> _instruments = [], _devices = [], _networks = [], _storefronts = [], _recipients = [], _senders = [], _paidFor = [];
    private readonly List<(DateTimeOffset At, long Coins)> _purchases = [];
    private readonly List<long> _dwell = [];
    private double _ageDays = 1_000;
    private long _received;
    private int _declines, _chargebacks, _refunds, _gifts, _withdrawals, _giftCards;

    /// <summary>Accounts by id; each event is seen by who acts, who receives and who pays.</summary>
    public static Dictionary<string, AccountFigures> Measure(SimulatedEconomy economy)
    {
        var accounts = new Dictionary<string, AccountFigures>(StringComparer.Ordinal);
        foreach (JsonElement line in economy.Events())
        {
            Of(line, "account_id")!.See(line);
            Of(line, "recipient_id")?.Receive(line);
            Of(line, "payer_id")?._paidFor.Add(line.GetProperty("account_id").GetString()!);
        }

        return accounts;

        AccountFigures? Of(JsonElement line, string field)
        {
            if (!line.TryGetProperty(field, out JsonElement id))
            {
                return null;
            }

            if (!accounts.TryGetValue(id.GetString()!, out AccountFigures? account))
            {
                accounts[id.GetString()!] = account = new AccountFigures();
            }

            return account;
        }
    }

    public double this[string figure] => figure switch
    {
        "age" => _ageDays,
        "coins bought in 1 d" => Most(TimeSpan.FromDays(1)),
        "coins bought in 30 d" => Most(TimeSpan.FromDays(30)),
        "declines" => _declines,
        "instruments" => _instruments.Count,
        "devices" => _devices.Count,
        "gifts sent" => _gifts,
        "recipients" => _recipients.Count,
        "coins received" => _received,
        "senders" => _senders.Count,
        "median dwell" => _dwell.Count == 0 ? 600 : _dwell.Order().ElementAt(_dwell.Count / 2),
        "chargebacks" => _chargebacks,
        "refunds" => _refunds,
        "storefronts" => _storefronts.Count,
        "networks" => _networks.Count,
        "paid for" => _paidFor.Count,
        "withdrawals" => _withdrawals,
        "gift cards" => _giftCards,
        _ => throw new ArgumentOutOfRangeException(nameof(figure), figure, "Expected a figure that is measured."),
    };

    private void See(JsonElement line)
    {
        string type = line.GetProperty("type").GetString()!;
        DateTimeOffset at = line.GetProperty("occurred_at").GetDateTimeOffset();
        if (line.TryGetProperty("account_created_at", out JsonElement opened))
        {
            _ageDays = Math.Min(_ageDays, (at - opened.GetDateTimeOffset()).TotalDays);
        }

        Note(line, "device_id", _devices);
        Note(line, "ip_hash", _networks);
        Note(line, "instrument_id", _instruments);
        Note(line, "storefront_country", _storefronts);
        Note(line, "recipient_id", _recipients);
        if (line.TryGetProperty("watched_seconds", out JsonElement watched))
        {
            _dwell.Add(watched.GetInt64());
        }

        if (type == "coin.purchased")
        {
            _purchases.Add((at, line.GetProperty("coins").GetInt64()));
            _giftCards += line.GetProperty("channel").GetString() == "gift_card" ? 1 : 0;
        }

        _declines += type == "coin.purchase_declined" ? 1 : 0;
        _chargebacks += type == "coin.charged_back" ? 1 : 0;
        _refunds += type == "coin.refunded" ? 1 : 0;
        _gifts += type == "gift.sent" ? 1 : 0;
        _withdrawals += type == "diamond.withdrawn" ? 1 : 0;
    }

    private void Receive(JsonElement line)
    {
        _received += line.GetProperty("coins").GetInt64();
        _senders.Add(line.GetProperty("account_id").GetString()!);
    }

    private static void Note(JsonElement line, string field, HashSet<string> into)
    {
        if (line.TryGetProperty(field, out JsonElement value))
        {
            into.Add(value.GetString()!);
        }
    }

    // The largest sum of purchases within any window of this length.
    private long Most(TimeSpan window)
    {
        long most = 0, inside = 0;
        int first = 0;
        foreach ((DateTimeOffset at, long coins) in _purchases)
        {
            inside += coins;
            for (; at - _purchases[first].At > window; first++)
            {
                inside -= _purchases[first].Coins;
            }

            most = Math.Max(most, inside);
        }

        return most;
    }
}
