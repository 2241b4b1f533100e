using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Tocsin.Node.Officers;

namespace Tocsin.Node.Ui;

/// <summary>One open page: what it shows, what it was sent, and what it lacks.</summary>
sealed class LiveClient(WebSocket socket, CurrentOfficer officer, LiveHub hub, FragmentCache fragments, RecordDots dots, AnsweredCalls answered, Func<Task<bool>> stillHolds)
{
    readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly Dictionary<Fragment, long> sent = [];
    readonly HashSet<string> called = new(StringComparer.Ordinal); // Of which calls the page was told, and not yet that they wait no more.
    IReadOnlyList<string> said = [];
    (ShownPage Page, long Since)? shown;
    LiveState? last;
    long cursor;

    /// <summary>Who looks at it.</summary>
    public CurrentOfficer Officer => officer;

    /// <summary>There is something new.</summary>
    public void Signal() => signal.Writer.TryWrite(true);

    /// <summary>The page is shown: upon opening, and when its address changes without a reload.</summary>
    /// <param name="page">What it shows.</param>
    /// <param name="since">The arrival number up to which it was told; 0: it knows nothing.</param>
    /// <param name="threads">The threads of which it says that officers are called.</param>
    public void Show(ShownPage page, long since, IReadOnlyList<string> threads)
    {
        Volatile.Write(ref said, threads);
        shown = (page, since);
        Signal();
    }

    /// <summary>Sends until the page is closed or takes too long.</summary>
    public async Task Run(CancellationToken stop)
    {
        await foreach (var _ in signal.Reader.ReadAllAsync(stop))
        {
            if (shown is not var (page, since) || hub.State is not { Round: > 0 } state) continue;
            if (last?.Beat != state.Beat && !await stillHolds())
            {
                await Close(WebSocketCloseStatus.PolicyViolation, "the session has ended: sign in again", stop);
                return;
            }
            await Send(page, since, state, stop);
        }
    }

    /// <summary>Says why, and ends it.</summary>
    public async Task Close(WebSocketCloseStatus status, string reason, CancellationToken stop)
    {
        using var patience = Patience(stop);
        try { await socket.CloseOutputAsync(status, reason, patience.Token); }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException) { socket.Abort(); }
    }

    async Task Send(ShownPage page, long since, LiveState state, CancellationToken stop)
    {
        var now = new HashSet<Fragment>(Fragment.Of(page, officer));
        foreach (var gone in sent.Keys.Where(fragment => !now.Contains(fragment)).ToList()) sent.Remove(gone);
        foreach (var fragment in now)
        {
            var (html, number) = await fragments.Get(fragment, state.Round, stop);
            if (sent.TryGetValue(fragment, out var had) && had == number) continue;
            sent[fragment] = number;
            if (html.Length > 0) await Send(Encoding.UTF8.GetBytes(html), WebSocketMessageType.Text, stop);
        }
        await SendDots(page, since, state, stop);
        await SendWord(state, stop);
        last = state;
    }

    async Task SendDots(ShownPage page, long since, LiveState state, CancellationToken stop)
    {
        if (last is null && since == 0)
        {
            (cursor, var frame) = page.HasMap ? await dots.All(state.Cursor, stop) : (state.Cursor, MapFrame.Write(MapLayer.Records, []));
            await Send(frame, WebSocketMessageType.Binary, stop);
            await Send(page.HasMap ? state.Warnings.All() : MapFrame.Write(MapLayer.Warnings, []), WebSocketMessageType.Binary, stop);
        }
        else if (last is null)
        {
            cursor = since;
            if (page.HasMap) await Send(state.Warnings.Resumed(), WebSocketMessageType.Binary, stop);
        }
        else if (page.HasMap && state.Warnings.Since(last.Warnings) is { } changes)
        {
            await Send(changes, WebSocketMessageType.Binary, stop);
        }
        if (page.HasMap && cursor < state.Cursor)
        {
            var frame = await dots.Since(cursor, state.Cursor, stop);
            if (frame.Length > MapFrame.HeaderBytes) await Send(frame, WebSocketMessageType.Binary, stop);
        }
        cursor = Math.Max(cursor, state.Cursor);
    }

    async Task SendWord(LiveState state, CancellationToken stop)
    {
        called.UnionWith(Interlocked.Exchange(ref said, []));
        var gone = await answered.Of(called, state, stop);
        called.ExceptWith(gone.Select(call => call.Thread));
        var calls = last is { } known ? CalledWarning.New(known.Called, state.Called, officer.Id) : [];
        called.UnionWith(calls.Select(call => call.Thread));
        var word = new LiveWord(state.Now.ToUnixTimeMilliseconds())
        {
            Arrival = last?.Cursor != state.Cursor ? cursor : null,
            Areas = last is { } before && before.Areas != state.Areas ? state.Areas : null,
            Timeline = last is { } earlier && earlier.Timeline != state.Timeline ? state.Timeline : null,
            Escalated = calls.Count > 0 ? calls : null,
            Answered = gone.Count > 0 ? gone : null,
        };
        if (last?.Beat == state.Beat && word is { Arrival: null, Areas: null, Timeline: null, Escalated: null, Answered: null }) return;
        await Send(JsonSerializer.SerializeToUtf8Bytes(word, LiveJson.Default.LiveWord), WebSocketMessageType.Text, stop);
    }

    async Task Send(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, CancellationToken stop)
    {
        using var patience = Patience(stop);
        await socket.SendAsync(bytes, type, endOfMessage: true, patience.Token);
    }

    static CancellationTokenSource Patience(CancellationToken stop)
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(TimeSpan.FromSeconds(ConsoleLimits.SendSeconds));
        return patience;
    }
}
