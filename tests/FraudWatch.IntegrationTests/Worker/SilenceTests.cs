using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>The real worker says that its stream fell silent, and that it speaks again.</summary>
public sealed class SilenceTests
{
    [Fact]
    public async Task A_stream_that_falls_silent_is_a_warning_and_so_is_its_return()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 50, days: 2);
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess worker = system.StartWorker(
            ("FRAUDWATCH__SILENCE__WINDOW", "00:00:00.500"), ("FRAUDWATCH__SILENCE__SILENTAFTER", "00:00:02"), ("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:00.200"));
        await SaidAsync(worker, "The stream is not as usual: Silent of gift-events");

        await system.PublishAsync(stream.Files);

        await SaidAsync(worker, "The stream is as usual again: no more Silent of gift-events");
    }

    private static async Task SaidAsync(ProgramProcess worker, string sentence)
    {
        using var patience = new CancellationTokenSource(LiveSystem.Patience);
        while (!worker.Said.Contains(sentence, StringComparison.Ordinal))
        {
            Assert.False(worker.HasExited, worker.Said);
            await Task.Delay(50, patience.Token);
        }
    }
}
