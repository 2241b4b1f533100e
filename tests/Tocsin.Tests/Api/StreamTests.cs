using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Tocsin.Node.Api;
using Tocsin.Node.Api.Records;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Officers;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Api;

public sealed class StreamTests
{
    [Fact]
    public async Task An_event_on_the_wire_is_these_lines()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        var began = await console.Node.Records.Arrived(default);
        await using var events = await EventReader.Open(program, "/api/v1/stream");
        Assert.Equal($": from {began}", await events.Line());
        Assert.Equal("", await events.Line());
        await console.Observe(1);
        Assert.Equal($"id: {began + 1}", await events.Line());
        Assert.Equal("event: record", await events.Line());
        var data = await events.Line();
        await console.Settle();
        var page = await (await program.Get($"/api/v1/records?after={began}")).Content.ReadAsStringAsync();
        Assert.Equal($$"""{"records":[{{data!["data: ".Length..]}}],"next":{{began + 1}},"more":false}""", page);
        Assert.Equal("", await events.Line());
        await console.Warn("Storm");
        Assert.Equal("warning", (await events.Next()).Name);
    }

    [Fact]
    public async Task A_stream_goes_on_behind_the_last_event_that_was_met_and_tells_each_once()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        var began = await console.Node.Records.Arrived(default);
        await console.Observe(1_000);
        var met = new List<long>();
        for (var last = began; met.Count < 1_000;)
        {
            // It breaks off at some place; the header counts, and the address stays as it was.
            await using var events = await EventReader.Open(program, $"/api/v1/stream?after={began}", last);
            for (var i = 0; i < 170 && met.Count < 1_000; i++) met.Add(last = (await events.Next()).Id!.Value);
        }
        Assert.Equal(Enumerable.Range(1, 1_000).Select(i => began + i), met);
    }

    [Fact]
    public async Task Filters_pass_over_and_a_heartbeat_says_how_far_it_has_come()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn(), add: services => services.AddSingleton(new StreamPace(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10))));
        using var program = ApiClient.Of(console);
        await using var events = await EventReader.Open(program, "/api/v1/stream?kind=warning&severity=Severe&bbox=106,20,107,21&category=Met");
        await console.Observe(5);
        var passed = await console.Node.Records.Arrived(default);
        string? line;
        do line = await events.Line();
        while (line != $"id: {passed}");
        await console.Warn("Fog", Tocsin.Share.Records.Severity.Minor);
        await console.Warn("Storm");
        Assert.Contains("Storm", (await events.Next()).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_ends_with_a_sentence_when_its_token_is_revoked()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        await using var events = await EventReader.Open(program, "/api/v1/stream?kind=incident");
        console.Services.GetRequiredService<RevokeToken>().Handle("program");
        var end = await events.Next();
        Assert.Equal(("end", """{"reason":"This token was revoked."}"""), (end.Name, end.Data));
        Assert.Null(await events.Line());
        Assert.Equal(401, (await program.Refused("/api/v1/stream")).Status);
    }

    [Fact]
    public async Task A_stream_ends_with_a_sentence_when_the_node_closes()
    {
        var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        await using var events = await EventReader.Open(program, "/api/v1/stream");
        var closing = console.Halt();
        Assert.Equal("""{"reason":"The node is closing: come back with the id of the last event."}""", (await events.Next()).Data);
        Directory.Delete(await closing, recursive: true);
    }

    [Fact]
    public async Task A_number_from_another_life_of_the_node_is_refused()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        var newest = await console.Node.Records.Arrived(default);
        Assert.Equal((409, "parameter 'after'", $"The newest record here has the number {newest}, and {newest + 1} was asked for: this node was restored from a backup, or it is another one."), await program.Refused($"/api/v1/stream?after={newest + 1}"));
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/stream");
        request.Headers.Add("Last-Event-ID", "abc");
        Assert.Equal((400, "header Last-Event-ID", "'abc' is not the id of an event of this stream."), await ApiClient.Problem(await program.Send(request)));
        Assert.Equal((400, "parameter 'words'"), await program.Refused("/api/v1/stream?words=x") is var (status, at, _) ? (status, at) : default);
    }

    [Fact]
    public async Task A_reader_that_does_not_read_is_cut_with_a_sentence_and_nothing_piles_up()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn(), add: services => services.AddSingleton(new StreamPace(TimeSpan.FromSeconds(15), TimeSpan.FromMilliseconds(500))));
        using var program = ApiClient.Of(console);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        await socket.ConnectAsync("127.0.0.1", new Uri(console.Origin).Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/v1/stream?after=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {program.Secret}\r\n\r\n"));
        for (var i = 0; i < 12; i++) await console.Observe(1_000);
        await Task.Delay(TimeSpan.FromSeconds(3));
        var text = new StringBuilder();
        var buffer = new byte[1 << 16];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!text.ToString(Math.Max(0, text.Length - 400), Math.Min(400, text.Length)).Contains("event: end", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, patience.Token);
            Assert.True(read > 0, "it was closed without a word");
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        Assert.Contains("The stream was not read for", text.ToString(), StringComparison.Ordinal);
        Assert.True(text.Length < 12_000 * 700, "it was sent everything");
        // The others go on.
        await using var events = await EventReader.Open(program, "/api/v1/stream?kind=observation&after=0");
        await events.Next();
    }

    [Fact]
    public async Task Many_streams_are_open_at_once_and_all_hear_and_one_too_many_is_refused()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        var streams = await Task.WhenAll(Enumerable.Range(0, ApiLimits.StreamsOfOneMax).Select(_ => EventReader.Open(program, "/api/v1/stream?kind=observation")));
        Assert.Equal((429, "token", $"This token has {ApiLimits.StreamsOfOneMax} open streams, which are the most."), await program.Refused("/api/v1/stream"));
        await console.Observe(3);
        var ids = await Task.WhenAll(streams.Select(async stream => (await stream.Next(), await stream.Next(), await stream.Next()).Item3.Id));
        Assert.Single(ids.Distinct());
        foreach (var stream in streams) await stream.DisposeAsync();
        await CircleNode.Until(async () =>
        {
            using var answer = await program.Send(new HttpRequestMessage(HttpMethod.Get, "/api/v1/stream"), HttpCompletionOption.ResponseHeadersRead);
            return answer.IsSuccessStatusCode;
        });
    }
}
