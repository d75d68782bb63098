using System.Globalization;
using System.Text;
using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Holds;

/// <summary>
/// Whose holds a request asks for, read from the request target as it was sent. Servers and proxies mend paths (a host before them,
/// dot segments, slashes doubled, another case), and a path that is mended may be another account's; so exactly one form is known and
/// nothing is mended.
/// </summary>
public static class HoldPath
{
    private const string Before = "/accounts/";
    private const string After = "/holds";
    private const string Form = "expected exactly /accounts/{account id, percent-encoded}/holds";

    // RFC 3986: what may stand in a segment without an escape.
    private const string Marks = "-._~!$&'()*+,;=:@";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>False with a sentence in <paramref name="refusal"/> for any target but the exact one.</summary>
    public static bool TryRead(string target, out string account, out string refusal)
    {
        account = "";
        bool isForm = target.Length >= Before.Length + After.Length
            && target.StartsWith(Before, StringComparison.Ordinal) && target.EndsWith(After, StringComparison.Ordinal);
        refusal = isForm ? Decode(target[Before.Length..^After.Length], out account) : $"{Form}, found another request target";
        return refusal.Length == 0;
    }

    /// <summary>Decodes once, and strictly. Returns what is wrong with the segment, nothing when it is right.</summary>
    private static string Decode(string segment, out string account)
    {
        account = "";
        var bytes = new List<byte>(segment.Length);
        for (int at = 0; at < segment.Length; at++)
        {
            if (segment[at] != '%')
            {
                if (!char.IsAsciiLetterOrDigit(segment[at]) && !Marks.Contains(segment[at], StringComparison.Ordinal))
                {
                    return $"{Form}, found a character in the id that must be percent-encoded";
                }

                bytes.Add((byte)segment[at]);
                continue;
            }

            if (at + 2 >= segment.Length || !byte.TryParse(segment.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte escaped))
            {
                return $"{Form}, found a % that two hexadecimal digits do not follow";
            }

            bytes.Add(escaped);
            at += 2;
        }

        return Check([.. bytes], out account);
    }

    private static string Check(byte[] bytes, out string account)
    {
        account = "";
        try
        {
            account = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return $"{Form}, found bytes in the id that are no UTF-8";
        }

        if (account.Length is 0 or > EventParser.MaxIdLength || account.Contains('\0', StringComparison.Ordinal))
        {
            return $"expected an account id of 1 to {EventParser.MaxIdLength} characters other than U+0000, found {account.Length}";
        }

        // However they are written, whatever stands between may take them for a way up.
        return account is "." or ".." ? $"{Form}, found a dot segment" : "";
    }
}
