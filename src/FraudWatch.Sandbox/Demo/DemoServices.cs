using System.Diagnostics;
using FraudWatch.Sandbox.Processes;
using FraudWatch.Sandbox.Services;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Demo;

/// <summary>
/// The demo's Postgres and broker: gone with the demo, or with <c>--keep</c>, once the demo came to its end, in a process that stays until
/// <c>./fraudwatch stop</c>.
/// </summary>
internal sealed class DemoServices : IAsyncDisposable
{
    private const int Partitions = 8;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly SandboxServices? _own;
    private bool _stay;

    private DemoServices(ServiceAddresses addresses, SandboxServices? own)
    {
        Addresses = addresses;
        _own = own;
    }

    public ServiceAddresses Addresses { get; }

    /// <exception cref="CommandFailure">An earlier <c>--keep</c> still has its services up, whose files this run would replace.</exception>
    public static void RequireNoneKept()
    {
        using Process? holder = new KeptServices(KeptServices.DefaultFile).FindHolder();
        if (holder is not null)
        {
            throw new CommandFailure("The services of an earlier demo --keep are still up. First: ./fraudwatch stop");
        }
    }

    public static async Task<DemoServices> StartAsync(DemoFolder folder, bool keep, CancellationToken cancellationToken)
    {
        if (keep)
        {
            return new DemoServices(await StartDetachedAsync(folder, cancellationToken), own: null);
        }

        SandboxServices own = await SandboxServices.StartAsync(Partitions, cancellationToken);
        return new DemoServices(own.Addresses, own);
    }

    /// <summary>The demo has something to show: what <c>--keep</c> started stays up.</summary>
    public void Stay() => _stay = true;

    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
        else if (!_stay)
        {
            await new KeptServices(KeptServices.DefaultFile).StopAsync(CancellationToken.None);
        }
    }

    private static async Task<ServiceAddresses> StartDetachedAsync(DemoFolder folder, CancellationToken cancellationToken)
    {
        // Not disposed on success: disposing kills, and this one is meant to outlive us.
        ChildProgram services = ChildProgram.StartToStay(
            "FraudWatch.Sandbox",
            ["services", "--detached", "--partitions", Partitions.ToString(), "--state", KeptServices.DefaultFile],
            new Dictionary<string, string>(),
            folder.Log("services"));
        long start = TimeProvider.System.GetTimestamp();
        while (!File.Exists(KeptServices.DefaultFile))
        {
            if (services.HasEnded || TimeProvider.System.GetElapsedTime(start) > StartLimit || cancellationToken.IsCancellationRequested)
            {
                CommandFailure failure = services.Failure();
                await services.DisposeAsync();
                cancellationToken.ThrowIfCancellationRequested();
                throw failure;
            }

            await Task.Delay(BetweenLooks, CancellationToken.None);
        }

        return new KeptServices(KeptServices.DefaultFile).Read();
    }
}
