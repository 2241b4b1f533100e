using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_whose_officers_are_all_disabled_or_erased_stays_closed(bool erased)
    {
        await using var node = await OfficerNode.Start(new Entry.OpenUntilFirstOfficer());
        var officer = await node.Add("linh");
        await node.With<DisableOfficer, DisableOfficer.Outcome>(disable => disable.Run("linh"));
        if (erased) await node.With<EraseOfficer, EraseOfficer.Outcome>(erase => erase.Run(officer.Id, default));
        using var browser = new Browser(node.Origin);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/")).StatusCode);
    }

    [Fact]
    public async Task A_page_that_was_open_before_the_first_officer_ends_with_it()
    {
        await using var node = await OfficerNode.Start(new Entry.OpenUntilFirstOfficer());
        using var page = await Live(node);
        Assert.Equal("holds", await Ask(page));
        await node.Add("linh");
        Assert.Equal("ended", await Ask(page));
    }

    [Fact]
    public async Task A_page_of_the_sample_officer_ends_when_the_officer_is_disabled()
    {
        await using var node = await OfficerNode.Start(new Entry.Sample("sample"));
        await node.Add("sample");
        using var page = await Live(node);
        Assert.Equal("holds", await Ask(page));
        await node.With<DisableOfficer, DisableOfficer.Outcome>(disable => disable.Run("sample"));
        Assert.Equal("ended", await Ask(page));
    }

    static async Task<ClientWebSocket> Live(OfficerNode node)
    {
        var page = new ClientWebSocket();
        page.Options.SetRequestHeader("Origin", node.Origin);
        await page.ConnectAsync(new Uri(node.Origin.Replace("http", "ws", StringComparison.Ordinal) + "/live"), default);
        return page;
    }

    static async Task<string> Ask(ClientWebSocket page)
    {
        await page.SendAsync("?"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, default);
        var answer = new byte[8];
        return Encoding.UTF8.GetString(answer, 0, (await page.ReceiveAsync(answer, default)).Count);
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
