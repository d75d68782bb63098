namespace FraudWatch.Sandbox.Processes;

/// <summary>Stdin as the pipe from the process that started this one. A console read cannot be cancelled, so only the wait for it is.</summary>
internal sealed class ParentPipe
{
    private readonly TextReader _input = Console.In;

    /// <summary>The next line, or null when the parent has closed the pipe or died.</summary>
    public Task<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        Task.Run(_input.ReadLine, cancellationToken).WaitAsync(cancellationToken);
}
