namespace FraudWatch.Detection.State;

/// <summary>The values of an enum by number, without boxing.</summary>
internal static class Choices<TEnum>
    where TEnum : struct, Enum
{
    private static readonly TEnum[] Values = Enum.GetValues<TEnum>();
    private static readonly int[] Numbers = [.. Values.Select(value => Convert.ToInt32(value))];

    public static int NumberOf(TEnum value) => Numbers[Array.IndexOf(Values, value)];

    public static bool TryAt(int number, out TEnum value)
    {
        int index = Array.IndexOf(Numbers, number);
        value = index >= 0 ? Values[index] : default;
        return index >= 0;
    }
}
