using System.Runtime.InteropServices;

namespace Tocsin.Node.Cli;

/// <summary>Whether this process was told to stop, by Ctrl+C or by whoever runs it: the command ends in order.</summary>
sealed class StopSignals : IDisposable
{
    readonly CancellationTokenSource stopping = new();
    readonly PosixSignalRegistration interrupt, terminate;

    public StopSignals() => (interrupt, terminate) = (PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));

    public CancellationToken Token => stopping.Token;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stopping.Cancel();
    }

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        stopping.Dispose();
    }
}
