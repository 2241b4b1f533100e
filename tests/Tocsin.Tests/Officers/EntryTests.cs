using System.Net;
using System.Net.Sockets;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;
using Xunit;

namespace Tocsin.Tests.Officers;

/// <summary>Who comes in without signing in: over the local socket, in a demonstration, and before the first officer.</summary>
public sealed class EntryTests
{
    [Fact]
    public async Task Socket_and_file_are_their_owners_alone()
    {
        await using var node = await OfficerNode.Start();
        await node.Add("linh");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(LocalSocket.PathIn(node.Folder)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(node.Folder, "officers.db")));
    }

    [Fact]
    public async Task Over_the_socket_the_header_names_the_officer()
    {
        await using var node = await OfficerNode.Start();
        var officer = await node.Add("linh");
        Assert.Equal($"{officer.Id} Officer linh officer Socket", await OverSocket(node, "linh"));
        Assert.Equal($"local {Environment.UserName} officer,analyst,administrator Socket", await OverSocket(node, null));
        Assert.Equal("No officer of that name may act here.\n", await OverSocket(node, "nobody"));
    }

    [Fact]
    public async Task Over_the_network_the_header_names_nobody()
    {
        await using var node = await OfficerNode.Start();
        await node.Add("linh");
        using var browser = new Browser(node.Origin);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/", (OfficerHandler.OfficerHeader, "linh"))).StatusCode);
    }

    [Fact]
    public async Task A_demonstration_signs_its_sample_officer_in()
    {
        await using var node = await OfficerNode.Start(new Entry.Sample("sample"));
        var officer = await node.Add("sample");
        using var browser = new Browser(node.Origin);
        Assert.Equal($"{officer.Id} Officer sample officer Sample", await browser.Read("/"));
    }

    [Fact]
    public async Task Before_the_first_officer_whoever_uses_the_machine_comes_in_and_then_no_more()
    {
        await using var node = await OfficerNode.Start(new Entry.OpenUntilFirstOfficer());
        using var browser = new Browser(node.Origin);
        Assert.Equal("local whoever uses this machine officer,analyst Loopback", await browser.Read("/"));
        await node.Add("linh");
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/")).StatusCode);
    }

    static async Task<string> OverSocket(OfficerNode node, string? officer)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, stop) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(LocalSocket.PathIn(node.Folder)), stop);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = new Uri("http://tocsin") };
        if (officer is not null) client.DefaultRequestHeaders.Add(OfficerHandler.OfficerHeader, officer);
        return await (await client.GetAsync("/")).Content.ReadAsStringAsync(); // Whatever the status.
    }
}
