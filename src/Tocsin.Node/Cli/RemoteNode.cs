using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Tocsin.Node.Http;

namespace Tocsin.Node.Cli;

/// <summary>Hands a command to the node that runs on the data folder, over the socket in it.</summary>
static class RemoteNode
{
    public const string Address = "http://node/local/run";

    static readonly string[] Variables = ["TOCSIN_OFFICER", "USER"];

    /// <summary>The command's exit code; nothing where no node runs there.</summary>
    public static async Task<int?> TryRun(string[] args, VerbContext context, CancellationToken stop)
    {
        var socket = LocalSocket.PathIn(context.DataFolder);
        if (!File.Exists(socket)) return null;
        using var client = Client(socket);
        var terminal = context.Terminal;
        var command = new RemoteCommand(args, terminal.Folder, Variables.Where(name => terminal.Variable(name) is not null).ToDictionary(name => name, name => terminal.Variable(name)!));
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new CommandContent(command, args.Contains("-") ? terminal.In : null) };
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if (!response.IsSuccessStatusCode) throw new IOException($"the running node could not run the command ({(int)response.StatusCode}): its own log says why");
            return await Relay(await response.Content.ReadAsStreamAsync(stop), terminal, stop);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return null; // The socket is left over from a node that was killed.
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"the running node went away: {e.Message}", e);
        }
    }

    static HttpClient Client(string path)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, stop) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    static async Task<int> Relay(Stream frames, Terminal terminal, CancellationToken stop)
    {
        var header = new byte[CommandFrames.HeaderBytes];
        while (true)
        {
            var bytes = await ReadFrame(frames, header, stop);
            if (header[0] == CommandFrames.Exit) return bytes[0];
            (header[0] == CommandFrames.Out ? terminal.Out : terminal.Err).Write(Encoding.UTF8.GetString(bytes));
        }
    }

    static async Task<byte[]> ReadFrame(Stream frames, byte[] header, CancellationToken stop)
    {
        try
        {
            await frames.ReadExactlyAsync(header, stop);
            var bytes = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
            await frames.ReadExactlyAsync(bytes, stop);
            return bytes;
        }
        catch (IOException e)
        {
            throw new IOException("the running node went away in the middle of the command", e);
        }
    }
}
