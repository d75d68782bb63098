namespace FraudWatch.IntegrationTests.Sandbox;

/// <summary>Whether a process of this machine still runs; one that ended but was not waited for does not.</summary>
internal static class RunningProcess
{
    public static bool Exists(int processId)
    {
        string stat = $"/proc/{processId}/stat";
        try
        {
            // "pid (name) state …": the name may hold anything, so the state is what follows the last bracket.
            string text = File.ReadAllText(stat);
            return text[text.LastIndexOf(')') + 2] != 'Z';
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return false;
        }
    }
}
