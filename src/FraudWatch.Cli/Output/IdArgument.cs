using System.CommandLine;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Output;

/// <summary>Ids as people type them: whole, or a beginning that only one has.</summary>
internal static class IdArgument
{
    /// <summary>Enough to tell some millions apart; what tables show.</summary>
    public const int ShownDigits = 8;

    private const int NamedWhenAmbiguous = 5;

    public static Argument<IdPrefix> New(string noun) => new("ID")
    {
        Description = $"The {noun}'s id, or a beginning of it (at least {IdPrefix.MinDigits} digits) that only one {noun} has.",
        CustomParser = result =>
        {
            string found = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
            if (!IdPrefix.TryParse(found, out IdPrefix prefix))
            {
                result.AddError($"Expected a {noun} id or at least {IdPrefix.MinDigits} hexadecimal digits of it; found '{found}'.");
            }

            return prefix;
        },
    };

    public static string Short(Guid id) => id.ToString("N")[..ShownDigits];

    /// <summary>The one that a prefix means; none is exit status 3, several are 2.</summary>
    public static async Task<T> TheOneAsync<T>(string noun, Func<int, Task<IReadOnlyList<T>>> find, Func<T, Guid> idOf)
    {
        IReadOnlyList<T> found = await find(NamedWhenAmbiguous);
        return found.Count switch
        {
            0 => throw new CommandFailure($"No {noun} has an id that begins so.", ExitStatus.NothingFound),
            1 => found[0],
            _ => throw new CommandFailure(
                $"More than one {noun} has an id that begins so: {string.Join(", ", found.Select(f => idOf(f)))}{(found.Count == NamedWhenAmbiguous ? ", …" : "")}",
                ExitStatus.WrongUsage),
        };
    }
}
