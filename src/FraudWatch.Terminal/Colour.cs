namespace FraudWatch.Terminal;

/// <summary>Whether output may be coloured: never where it is not a terminal or where <c>NO_COLOR</c> is set (contract §3).</summary>
public static class Colour
{
    public static bool OnStdout => Allowed(Console.IsOutputRedirected, Environment.GetEnvironmentVariable("NO_COLOR"));

    public static bool OnStderr => Allowed(Console.IsErrorRedirected, Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>The rule: <paramref name="noColour"/> counts as set unless it is empty.</summary>
    public static bool Allowed(bool redirected, string? noColour) => !redirected && string.IsNullOrEmpty(noColour);
}
