using System.Globalization;
using Xunit;

namespace Tocsin.Tests.Api;

/// <summary>One server-sent event.</summary>
sealed record ServerEvent(long? Id, string Name, string Data);

/// <summary>Reads server-sent events as the WHATWG's HTML standard §9.2.6 says.</summary>
sealed class EventReader : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly HttpResponseMessage answer;
    readonly StreamReader lines;

    EventReader(HttpResponseMessage answer, StreamReader lines) => (this.answer, this.lines) = (answer, lines);

    /// <summary>The id of the last block that bore one, told or not: what a program would come back with.</summary>
    public long LastId { get; private set; }

    public static async Task<EventReader> Open(ApiClient program, string path, long? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is { } id) request.Headers.Add("Last-Event-ID", id.ToString(CultureInfo.InvariantCulture));
        var answer = await program.Send(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {(answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync())}");
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.ToString());
        return new EventReader(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next line as it is.</summary>
    public Task<string?> Line() => lines.ReadLineAsync().WaitAsync(Patience);

    /// <summary>The next event; fails where the stream ends first.</summary>
    public async Task<ServerEvent> Next()
    {
        var (id, name, data) = (default(long?), "message", "");
        while (await Line() is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) LastId = (id = long.Parse(line[4..], CultureInfo.InvariantCulture)).Value;
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data += line[6..];
            else if (line.Length == 0 && data.Length > 0) return new ServerEvent(id, name, data);
        }
        throw new EndOfStreamException("the stream ended");
    }

    public ValueTask DisposeAsync()
    {
        answer.Dispose();
        return ValueTask.CompletedTask;
    }
}
