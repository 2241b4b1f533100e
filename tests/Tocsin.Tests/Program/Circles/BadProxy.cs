using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Tocsin.Tests.Program.Circles;

/// <summary>A wire between two nodes that can be cut, and that damages what goes over it.</summary>
sealed class BadProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource closing = new();
    readonly ConcurrentDictionary<TcpClient, byte> open = new();
    readonly Random chance;
    readonly Task accepting;
    readonly int target;

    public BadProxy(int target, int seed)
    {
        (this.target, chance) = (target, new Random(seed));
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = Accept();
    }

    public int Port { get; }

    /// <summary>Whether connections are refused, and those that stand are ended.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Of how many pieces that pass one is damaged; 0: none.</summary>
    public int DamagesOneOf { get; set; }

    /// <summary>How many pieces were damaged so far.</summary>
    public int Damaged { get; private set; }

    public void Cut()
    {
        IsCut = true;
        foreach (var connection in open.Keys) connection.Dispose();
    }

    public void Mend() => IsCut = false;

    async Task Accept()
    {
        while (!closing.IsCancellationRequested)
        {
            try { _ = Pass(await listener.AcceptTcpClientAsync(closing.Token)); }
            catch (OperationCanceledException) { return; }
        }
    }

    async Task Pass(TcpClient here)
    {
        using var there = new TcpClient();
        try
        {
            using (here)
            {
                if (IsCut) return;
                await there.ConnectAsync(IPAddress.Loopback, target, closing.Token);
                (open[here], open[there]) = (0, 0);
                await Task.WhenAny(Copy(here.GetStream(), there.GetStream()), Copy(there.GetStream(), here.GetStream()));
            }
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
        finally
        {
            open.TryRemove(here, out _);
            open.TryRemove(there, out _);
        }
    }

    async Task Copy(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 << 10];
        for (int read; (read = await from.ReadAsync(buffer, closing.Token)) > 0;)
        {
            lock (chance)
                if (DamagesOneOf > 0 && chance.Next(DamagesOneOf) == 0)
                {
                    buffer[chance.Next(read)] ^= 0x20;
                    Damaged++;
                }
            await to.WriteAsync(buffer.AsMemory(0, read), closing.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        Cut();
        listener.Dispose();
        await accepting;
        closing.Dispose();
    }
}
