using System.Diagnostics;
using Tocsin.Formats.Misp;
using Tocsin.Warn.Feeds;

namespace Tocsin.Node.Feeds;

/// <summary>What came of asking a MISP feed.</summary>
/// <param name="Asked">At the end.</param>
/// <param name="Followed">Marks of the events that are done with.</param>
/// <param name="NewBefore">Records that were made before it failed; 0 where it did not.</param>
readonly record struct MispFeedRead(Asked Asked, IReadOnlyCollection<string> Followed, long NewBefore);

/// <summary>Asks a MISP feed for its manifest, with conditions, and for the events that are new in it or have changed.</summary>
/// <param name="fetch">Asks.</param>
/// <param name="take">Takes an event's file in.</param>
sealed class MispFeedRound(FeedFetch fetch, Func<UrlFeed, Uri, Stream, CancellationToken, Task<Asked>> take)
{
    readonly List<string> followed = [];
    Asked.Taken all = new(0, 0, null);
    long bytes;
    int failuresInARow;
    bool isMissing, isFurther;

    /// <summary>Asks. What was taken in before something failed is not asked for again.</summary>
    public async Task<MispFeedRead> Run(UrlFeed feed, FeedHealth health, CancellationToken stop)
    {
        switch (await fetch.Fetch(feed, feed.MispFile(MispManifest.FileName), health, stop))
        {
            case Fetched.Failed failed: return Failed(failed.Why, failed.After);
            case Fetched.Document document:
                await using (document.Bytes)
                {
                    if (document.Digest == health.Digest) return new(new Asked.Unchanged(), [], 0);
                    var manifest = MispManifest.Read(document.Bytes);
                    return manifest.IsRead ? await Follow(feed, document, MispFeedEvents.Step(manifest.Value, health.Followed), stop) : Failed(manifest.Refusal.Reason, null);
                }
            default: return new(new Asked.Unchanged(), [], 0);
        }
    }

    async Task<MispFeedRead> Follow(UrlFeed feed, Fetched.Document manifest, MispFeedStep step, CancellationToken stop)
    {
        var goesOn = step.AreMore;
        all = new Asked.Taken(0, step.Refused, step.Why);
        foreach (var named in step.Fetch)
        {
            if (bytes >= FeedLimits.AnswerBytesMax)
            {
                goesOn = true;
                break;
            }
            if (await One(feed, named, stop) is { } failed) return Failed(failed.Why, failed.After);
        }
        // A manifest that names some odd file beside events that came before does not refuse all.
        if (!isFurther) all = all with { Known = all.Known + step.Known };
        // While something is left to fetch, the manifest is asked for again without conditions.
        return new(goesOn || isMissing ? all with { GoesOn = goesOn && isFurther } : all with { Tag = manifest.Tag, Modified = manifest.Modified, Digest = manifest.Digest }, followed, 0);
    }

    /// <summary>Takes one event in. Nothing, unless the server itself is in trouble: then the others are left until the next time.</summary>
    async Task<Fetched.Failed?> One(UrlFeed feed, MispManifestEvent named, CancellationToken stop)
    {
        var url = feed.MispFile($"{named.Name}.json");
        switch (await fetch.Follow(feed, url, stop))
        {
            case Fetched.Document document:
                await using (document.Bytes)
                {
                    bytes += document.Bytes.Length;
                    switch (await take(feed, url, document.Bytes, stop))
                    {
                        case Asked.Taken taken:
                            all = all.And(taken with { Why = taken.Why is null ? null : $"{named.Name}.json: {taken.Why}" });
                            Done(named);
                            return null;
                        case Asked.Failed failed: return Fails(named, new Fetched.Failed(failed.Why, null) { Status = 200 });
                        default: throw new UnreachableException();
                    }
                }
            // It will be as long the next time; once it has changed, it is fetched again.
            case Fetched.Failed { IsTooLong: true } longer:
                Refuse(named, longer.Why);
                Done(named);
                return null;
            // A manifest may be there before its events are.
            case Fetched.Failed { Status: 404 or 410 } gone:
                Refuse(named, gone.Why);
                Later(named);
                return null;
            case Fetched.Failed failed: return Fails(named, failed);
            default: return Fails(named, new Fetched.Failed("it says that nothing changed, though nothing was asked about", null) { Status = 304 });
        }
    }

    /// <summary>An event that fails costs itself alone, and comes behind the others from then on: it may be the event, and the next round would meet it again. Where the server wants to be left alone,
    /// or gives no answer, or one event after another fails, the round ends.</summary>
    Fetched.Failed? Fails(MispManifestEvent named, Fetched.Failed failed)
    {
        Refuse(named, failed.Why);
        Later(named);
        return failed.Status is null or 429 or 503 || ++failuresInARow >= FeedLimits.EventFailuresMax ? failed with { Why = $"{named.Name}.json: {failed.Why}" } : null;
    }

    void Done(MispManifestEvent named)
    {
        followed.Add(MispFeedEvents.Mark(named));
        failuresInARow = 0;
        isFurther = true;
    }

    void Later(MispManifestEvent named)
    {
        followed.Add(MispFeedEvents.MarkMissing(named));
        isMissing = true;
    }

    void Refuse(MispManifestEvent named, string why) => all = all.Refusing($"{named.Name}.json: {why}");

    MispFeedRead Failed(string why, Duration? after) => new(new Asked.Failed(why, after), followed, all.New);
}
