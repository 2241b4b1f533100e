using Microsoft.Net.Http.Headers;
using NodaTime.Text;
using Tocsin.Formats.Stix;
using Tocsin.Node.Api.Taxii;
using Tocsin.Warn.Feeds;

namespace Tocsin.Node.Feeds;

/// <summary>What came of asking a TAXII server.</summary>
/// <param name="Asked">At the end.</param>
/// <param name="Cursor">Where to go on the next time.</param>
/// <param name="NewBefore">Records that were made before it failed; 0 where it did not.</param>
readonly record struct TaxiiRead(Asked Asked, TaxiiCursor Cursor, long NewBefore);

/// <summary>Asks a TAXII 2.1 server for what came to a collection since the last time, page by page.</summary>
/// <param name="fetch">Asks.</param>
/// <param name="take">Takes the objects of a page in.</param>
sealed class TaxiiRound(FeedFetch fetch, Func<UrlFeed, Stream, CancellationToken, Task<Asked>> take)
{
    /// <summary>Asks. What was taken in before something failed is not asked for again.</summary>
    public async Task<TaxiiRead> Run(UrlFeed feed, TaxiiCursor cursor, CancellationToken stop)
    {
        var (all, begun) = (new Asked.Taken(0, 0, null), cursor);
        for (var pages = 0; pages < FeedLimits.TaxiiPagesMax; pages++)
        {
            var page = await fetch.Follow(feed, new Uri(feed.TaxiiObjects, cursor.Query), stop);
            if (page is Fetched.Failed { IsTooLong: true } && cursor.Shorter() is { } shorter)
            {
                cursor = shorter;
                continue;
            }
            // A place that the server has forgotten since: it is asked by the date.
            if (page is Fetched.Failed { Status: 400 or 404 or 410 or 414 or 422 } && cursor.Next is not null && pages == 0)
            {
                cursor = cursor.WithoutNext();
                page = await fetch.Follow(feed, new Uri(feed.TaxiiObjects, cursor.Query), stop);
            }
            if (page is Fetched.Failed failed) return Failed(failed.Why, failed.After);
            if (page is not Fetched.Document document) return Failed("it says that nothing changed, though nothing was asked about", null);
            await using (document.Bytes)
            {
                if (Fault(document) is { } fault) return Failed($"{feed.Url.Host} {fault}", null);
                var bytes = new byte[document.Bytes.Length];
                await document.Bytes.ReadExactlyAsync(bytes, stop);
                var envelope = TaxiiEnvelope.Read(bytes);
                if (!envelope.IsRead) return Failed($"its answer does not read: {envelope.Refusal}", null);
                if (envelope.Value.Objects > 0)
                {
                    if (await take(feed, new MemoryStream(bytes, writable: false), stop) is not Asked.Taken taken) return Failed("its objects cannot be taken in", null);
                    all = all.And(taken);
                }
                var step = cursor.Following(new TaxiiAnswer(envelope.Value.Objects, envelope.Value.More, envelope.Value.Next, document.AddedLast is { } last && InstantPattern.ExtendedIso.Parse(last) is { Success: true, Value: var time } ? time : null));
                cursor = step.Cursor;
                if (step.Why is not null) all = all with { Why = step.Why };
                if (!step.GoesOn) return new TaxiiRead(all, cursor, 0);
            }
        }
        // Who names places without end and says nothing new is left until the next time, and if no date moved on either, asked by the date then.
        return all.New > 0 ? new TaxiiRead(all with { GoesOn = true }, cursor, 0) : new TaxiiRead(all, cursor.Newest == begun.Newest ? cursor.WithoutNext() : cursor, 0);

        TaxiiRead Failed(string why, Duration? after) => new(new Asked.Failed(why, after), cursor, all.New);
    }

    /// <summary>Why an answer is not one of TAXII 2.1's.</summary>
    static string? Fault(Fetched.Document document)
    {
        if (!MediaTypeHeaderValue.TryParse(document.MediaType, out var type)) return "does not say what it sends: TAXII 2.1 is expected";
        if (type.MediaType.Equals("application/vnd.oasis.taxii+json", StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals("application/vnd.oasis.stix+json", StringComparison.OrdinalIgnoreCase)) return "speaks TAXII 2.0, and this node TAXII 2.1";
        if (!type.MediaType.Equals(TaxiiMedia.Plain, StringComparison.OrdinalIgnoreCase)) return $"sends {type.MediaType}, and not TAXII 2.1";
        return TaxiiMedia.VersionOf(type) is not { } version || version == TaxiiMedia.Version ? null : $"speaks TAXII {version}, and this node TAXII 2.1";
    }
}
