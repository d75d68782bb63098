using System.Text;
using FraudWatch.Detection.Events;
using FraudWatch.Testing.Events;
using Xunit;

namespace FraudWatch.Tests.Events;

/// <summary>An action is vouched for when all it says was signed with a known key, however it is written.</summary>
public sealed class ActionKeysTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, ActionKeys.KeyBytes).Select(i => (byte)i)];
    private static readonly ActionKeys Keys = new([KeyValuePair.Create("k-1", Key), KeyValuePair.Create("k-2", new byte[ActionKeys.KeyBytes])]);

    [Fact]
    public void The_signature_of_a_known_action_is_a_known_one()
    {
        // Computed with Python's hmac and hashlib.
        EventObject action = EventObject.Of("action.taken", "action-1", RandomEvents.Start, "zoë \"\\ \u202e").With("action", "released").With("analyst", "ana").With("n", -7);
        Assert.Contains("\"signature\":\"21afae9d8827a2a607d7e781bf92c2f8ead5f3f644e08d43046a0fa92212762c\"", action.Vouched("k-1", Key).ToString(), StringComparison.Ordinal);
        Assert.False(Judge(action.Utf8()).IsRejected);
    }

    [Fact]
    public void Order_spaces_escapes_and_null_members_do_not_matter()
    {
        var random = new Random(5);
        for (int i = 0; i < 50; i++)
        {
            EventObject action = Signed().Shuffled(random).WithAnother("hold_id", "null");
            Assert.False(Judge(action.Utf8()).IsRejected);
        }

        string escaped = Signed().ToString().Replace("zoe", "\\u007aoe", StringComparison.Ordinal).Replace(",", " ,\n", StringComparison.Ordinal)
            .Replace("\"analyst\"", "\"\\u0061nalyst\"", StringComparison.Ordinal);
        Assert.False(Judge(Encoding.UTF8.GetBytes(escaped)).IsRejected);
    }

    public static TheoryData<string, string> Forgeries => new()
    {
        { "another account", Signed().With("account_id", "zoe2").ToString() },
        { "another action", Signed().With("action", "dismissed").ToString() },
        { "another event id", Signed().With("event_id", "action-2").ToString() },
        { "a member more", Signed().With("scope", "withdrawal").ToString() },
        { "a member that nobody reads more", Signed().With("remark", "x").ToString() },
        { "a member less", Signed().Without("flag_id").ToString() },
        { "no signature", Signed().Without("signature").ToString() },
        { "no key", Signed().Without("key_id").ToString() },
        { "an unknown key", Signed().With("key_id", "k-3").ToString() },
        { "the other key's name", Signed().With("key_id", "k-2").ToString() },
        { "another key", EventObject.Action("action-1", RandomEvents.Start, "zoe").Vouched("k-1", new byte[ActionKeys.KeyBytes]).ToString() },
        { "an empty signature", Signed().With("signature", "").ToString() },
        { "a signature that is no text", Signed().WithRaw("signature", "7").ToString() },
        { "the signature in capitals", Signed().ToString() is var text && text.IndexOf("signature", StringComparison.Ordinal) is var at
            ? text[..(at + 9)] + text[(at + 9)..].ToUpperInvariant() : "" },
        { "a member twice", Signed().WithAnother("account_id", "\"zoe\"").ToString() },
        { "a member twice, the other one hidden", Signed().WithAnother("\\u0061ction", "\"dismissed\"").ToString() },
        { "a fraction", EventObject.Action("action-1", RandomEvents.Start, "zoe").WithRaw("n", "1.5").With("key_id", "k-1").With("signature", new string('0', 64)).ToString() },
        { "half a character", Signed().WithRaw("remark", "\"\\ud800\"").ToString() },
        { "half a character as the key", Signed().WithRaw("key_id", "\"\\ud800\"").ToString() },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void Whatever_was_not_signed_so_is_not_vouched_for(string what, string action)
    {
        Rejection rejection = Judge(Encoding.UTF8.GetBytes(action));
        Assert.True(rejection.Reason == RejectReason.NotVouchedFor, what);
        Assert.NotEmpty(rejection.Detail);
    }

    [Fact]
    public void A_key_that_is_not_known_is_named_so_that_somebody_can_ask_for_it()
    {
        Keys.Judge(Signed().With("key_id", "k-3").Utf8(), out string? unknown);
        Assert.Equal("k-3", unknown);
        Keys.Judge(Signed().With("account_id", "x").Utf8(), out unknown);
        Assert.Null(unknown);
        ActionKeys.None.Judge(Signed().Utf8(), out unknown);
        Assert.Equal("k-1", unknown);
    }

    private static EventObject Signed() => EventObject.Action("action-1", RandomEvents.Start, "zoe").Vouched("k-1", Key);

    private static Rejection Judge(byte[] message) => Keys.Judge(message, out _);
}
