using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Running;
using Tocsin.Share;
using Tocsin.Share.Views;

namespace Tocsin.Node.Api.Records;

/// <summary><c>/api/v1/stream</c>: records and warnings as they arrive, as server-sent events (WHATWG HTML §9.2), which a program takes up again
/// where it broke off: an event's id is its arrival number.</summary>
/// <remarks>A stream keeps a number and no queue: it reads on from the journal when its reader has taken what was sent.</remarks>
static class StreamApi
{
    const string ResumeHeader = "Last-Event-ID";

    public static void Map(RouteGroupBuilder group) => group.MapGet("/stream", Open);

    static async Task<IResult> Open(HttpContext http, TocsinNode node, StreamDesk desk, StreamPace pace, TokenEvents events, IHostApplicationLifetime life, CancellationToken stop)
    {
        var (caller, query) = (ApiCaller.Of(http), new ApiQuery(http, node));
        var (filter, after) = (query.Records(withWords: false), query.Whole("after", 0, long.MaxValue - 1));
        if (query.Fault() is { } fault) return fault;
        if (http.Request.Headers[ResumeHeader] is [{ Length: > 0 } last])
        {
            if (!long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return Problem.Of(400, $"header {ResumeHeader}", $"'{last}' is not the id of an event of this stream.");
            after = number;
        }
        var arrived = await node.Records.Arrived(stop);
        if (after > arrived) return Problem.Of(409, "parameter 'after'", $"The newest record here has the number {arrived}, and {after} was asked for: this node was restored from a backup, or it is another one.");
        if (desk.Enter(caller) is { } full) return Problem.Of(429, "token", full);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, life.ApplicationStopping);
        try
        {
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-store";
            await new EventStream(http, node, desk, pace, events, caller).Run(after ?? arrived, filter, life.ApplicationStopping, ending.Token);
        }
        finally
        {
            desk.Leave(caller);
        }
        return TypedResults.Empty;
    }

    /// <summary>One open stream.</summary>
    sealed class EventStream(HttpContext http, TocsinNode node, StreamDesk desk, StreamPace pace, TokenEvents events, ApiCaller caller)
    {
        readonly StreamRecords records = new(node.Records);
        readonly byte[] newline = [(byte)'\n'];

        public async Task Run(long after, RecordQuery filter, CancellationToken closing, CancellationToken stop)
        {
            try
            {
                await Say($": from {after.ToString(CultureInfo.InvariantCulture)}\n\n", stop);
                var (reached, why) = await Follow(after, filter, stop);
                events.StreamEnded(caller.Pseudonym, reached, why);
                End(why);
            }
            catch (OperationCanceledException) when (closing.IsCancellationRequested)
            {
                End("The node is closing: come back with the id of the last event.");
            }
            catch (OperationCanceledException) { } // The reader went away.
        }

        async Task<(long Reached, string Why)> Follow(long reached, RecordQuery filter, CancellationToken stop)
        {
            var (told, news, spoke) = (reached, default(Task<long>), TimeProvider.System.GetTimestamp());
            while (true)
            {
                if (desk.Refusal(caller) is { } refusal) return (reached, refusal);
                // A circle that the party has joined meanwhile is in the scope of a token that names none.
                var step = await records.Next(reached, filter with { Circles = caller.Circles(node) }, stop);
                foreach (var row in step.Rows)
                {
                    Write(row);
                    told = row.Arrival;
                }
                var isNews = step.Reached > reached;
                reached = step.Reached;
                if (step.Rows.Count > 0 || TimeProvider.System.GetElapsedTime(spoke) >= pace.Heartbeat)
                {
                    // What was passed over need not be read again after a break.
                    if (step.Rows.Count == 0) Write(reached > told ? $": alive\nid: {reached.ToString(CultureInfo.InvariantCulture)}\n\n" : ": alive\n\n");
                    spoke = TimeProvider.System.GetTimestamp();
                    if (!await IsTaken(stop)) return (reached, $"The stream was not read for {pace.Patience.TotalSeconds:0} seconds: come back with the id of the last event.");
                }
                if (isNews) continue;
                news ??= node.Bell.Past(reached, stop);
                await Task.WhenAny(news, Task.Delay(ApiLimits.LookAgainMilliseconds, stop));
                stop.ThrowIfCancellationRequested();
                if (news.IsCompleted) news = null;
            }
        }

        void Write(RecordRow row)
        {
            Write($"id: {row.Arrival.ToString(CultureInfo.InvariantCulture)}\nevent: {(row.Kind == Share.Records.Kind.Warning.Name ? "warning" : "record")}\ndata: ");
            Write(JsonSerializer.SerializeToUtf8Bytes(ApiRecord.Of(row, node), Plain.Json.ApiRecord));
            Write(newline);
            Write(newline);
        }

        void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

        void Write(ReadOnlySpan<byte> bytes) => System.Buffers.BuffersExtensions.Write(http.Response.BodyWriter, bytes);

        async Task Say(string text, CancellationToken stop)
        {
            Write(text);
            await http.Response.BodyWriter.FlushAsync(stop);
        }

        /// <summary>Whether the reader takes what was written; the server holds no more than one step for it.</summary>
        async Task<bool> IsTaken(CancellationToken stop)
        {
            var flush = http.Response.BodyWriter.FlushAsync(stop).AsTask();
            if (flush.IsCompleted || await Task.WhenAny(flush, Task.Delay(pace.Patience, stop)) == flush)
            {
                await flush;
                return true;
            }
            stop.ThrowIfCancellationRequested();
            return false;
        }

        /// <summary>The last event says why. It is not waited for: a reader that does not read gets it when it does, or is cut off by the server's own limit.</summary>
        void End(string why) => Write($"event: end\ndata: {JsonSerializer.Serialize(new ApiEnd(why), Plain.Json.ApiEnd)}\n\n");
    }
}
