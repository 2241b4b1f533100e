using System.Runtime.InteropServices;
using Tocsin.Formats;
using Tocsin.Formats.Stix;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Share.Collections;

/// <summary>What became of one posted object.</summary>
/// <param name="Id">Its id; its place in the envelope where it has none that reads.</param>
/// <param name="Version">Its version. UTC.</param>
/// <param name="Fault">Why it was not taken; nothing where it was, or was held already.</param>
public readonly record struct PostedObject(string Id, Instant Version, string? Fault);

/// <summary>What became of a post: a closed set.</summary>
public abstract record PostingObjects
{
    PostingObjects() { }

    /// <summary>Each object was judged by itself; those that were taken are durable, under a signed head.</summary>
    /// <param name="Objects">In the order of the envelope.</param>
    public sealed record Judged(IReadOnlyList<PostedObject> Objects) : PostingObjects;

    /// <summary>Nothing was taken, for the envelope does not read.</summary>
    /// <param name="At">Where.</param>
    /// <param name="Why">In one sentence.</param>
    public sealed record Unreadable(string At, string Why) : PostingObjects;

    /// <summary>Nothing was taken: there are too many objects.</summary>
    /// <param name="Count">How many.</param>
    public sealed record TooMany(int Count) : PostingObjects;
}

/// <summary>Takes the objects of an envelope into a circle.</summary>
/// <param name="journal">This party's log there.</param>
/// <param name="terms">The circle's terms.</param>
/// <param name="clock">Gives the time of reading.</param>
public sealed class PostObjects(Journal journal, CircleTerms terms, TimeProvider clock)
{
    /// <summary>Objects of one envelope.</summary>
    public const int ObjectsMax = 10_000;

    /// <summary>Takes them.</summary>
    /// <param name="envelope">The envelope, UTF-8.</param>
    /// <param name="by">The pseudonym of who posts.</param>
    /// <param name="publisher">Whose objects they are, where they do not say.</param>
    /// <param name="lists">Values that are met everywhere.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="IOException">The store takes nothing more.</exception>
    public async Task<PostingObjects> Handle(byte[] envelope, string by, string publisher, WarningListShelf lists, CancellationToken stop)
    {
        var read = TaxiiEnvelope.Read(envelope);
        if (!read.IsRead) return new PostingObjects.Unreadable(read.Refusal.At, read.Refusal.Reason);
        if (read.Value.Objects == 0) return new PostingObjects.Unreadable("objects", "the envelope has no objects");
        if (read.Value.Objects > ObjectsMax) return new PostingObjects.TooMany(read.Value.Objects);
        var now = clock.Now();
        var door = new DoorTerms(now, publisher) { Lists = lists };
        var (posted, drafts, places, same) = (new List<PostedObject>(read.Value.Objects), new List<Draft>(read.Value.Objects), new List<int>(read.Value.Objects), new List<(int Place, int As)>());
        var seen = new Dictionary<(string Id, Instant Version), int>();
        foreach (var item in StixReader.Read(new MemoryStream(envelope, writable: false)))
        {
            var (id, version) = item is Item<StixObject>.Read { Value: var value } ? (value.Id, value.Modified ?? value.Created ?? StixHeader.OnlyVersion) : (default(string), now);
            var mapped = DoorItem.Of(item, door, StixDoor.Map).By(by);
            if (mapped.Draft is { } wanted && terms.Objection(wanted) is { } objection) mapped = mapped with { Draft = null, Refused = objection };
            posted.Add(new PostedObject(id ?? mapped.At, version, mapped.Refused));
            if (mapped.Draft is not { } draft) continue;
            // Told twice in one envelope: the first stands, and decides what is said of the second.
            if (!seen.TryAdd((id!, version), posted.Count - 1))
            {
                same.Add((posted.Count - 1, seen[(id!, version)]));
                continue;
            }
            drafts.Add(terms.Marked(draft));
            places.Add(posted.Count - 1);
        }
        var verdicts = drafts.Count > 0 ? await journal.Append(drafts, stop) : [];
        var span = CollectionsMarshal.AsSpan(posted);
        for (var i = 0; i < verdicts.Count; i++)
            if (verdicts[i] is Appended.Refused refused) span[places[i]] = span[places[i]] with { Fault = refused.Reason };
        foreach (var (place, first) in same) span[place] = span[place] with { Fault = span[first].Fault };
        return new PostingObjects.Judged(posted);
    }
}
