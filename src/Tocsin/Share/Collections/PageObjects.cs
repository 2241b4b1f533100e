using Tocsin.Formats.Stix;
using Tocsin.Share.Logs;
using Tocsin.Share.Views;

namespace Tocsin.Share.Collections;

/// <summary>A page of a collection.</summary>
/// <param name="Objects">Its objects, in the order in which all readers get them.</param>
/// <param name="Texts">Their JSON, one for each; empty where only the list was asked for.</param>
/// <param name="Next">Behind which place the next page begins.</param>
/// <param name="More">Whether more was there when the page was made.</param>
public sealed record CollectionPage(IReadOnlyList<ListedObject> Objects, IReadOnlyList<string> Texts, ObjectPlace Next, bool More);

/// <summary>Reads collections page by page in the order in which objects came: whoever goes on behind the last place misses none and gets none
/// twice, however many come meanwhile.</summary>
/// <param name="views">The lists.</param>
/// <param name="records">What the objects say.</param>
/// <param name="circles">What it goes by of the circles.</param>
public sealed class PageObjects(IViews views, IRecords records, CollectionCircles circles)
{
    /// <summary>Bytes of text, as UTF-16 counts them, behind which a page ends.</summary>
    public const int PageCharsMax = 8 << 20;

    readonly MetIndicators met = new(views, records);

    /// <summary>Records that may lie unread between two that are read together.</summary>
    const int GapMax = 16;

    /// <summary>The list alone: ids, versions and times.</summary>
    public async Task<CollectionPage> List(ObjectQuery query, CancellationToken stop)
    {
        var (objects, next, more) = Cut(await views.Objects(query with { Most = query.Most + 1 }, stop), query.Most);
        return new CollectionPage(objects, [], next, more);
    }

    /// <summary>The objects themselves. One whose content is being erased at that moment is passed over.</summary>
    public async Task<CollectionPage> Read(ObjectQuery query, CancellationToken stop)
    {
        var page = await List(query, stop);
        var (objects, texts, chars) = (new List<ListedObject>(page.Objects.Count), new List<string>(page.Objects.Count), 0L);
        var held = new Dictionary<long, ImmutableArray<(string Id, string Json)>>();
        for (var i = 0; i < page.Objects.Count; i++)
        {
            var listed = page.Objects[i];
            if (!held.ContainsKey(listed.Source)) await Fetch(page.Objects, i, held, stop);
            if (Find(held, listed) is not { } json) continue;
            objects.Add(listed);
            texts.Add(listed.IsRevoked ? StixMarking.Revoke(json, listed.Version) : json);
            chars += json.Length;
            if (chars > PageCharsMax && i + 1 < page.Objects.Count) return new CollectionPage(objects, texts, listed.Place, More: true);
        }
        return page with { Objects = objects, Texts = texts };
    }

    /// <summary>A page does not part what came with one record, unless it is all that the page holds.</summary>
    static (IReadOnlyList<ListedObject> Objects, ObjectPlace Next, bool More) Cut(ObjectList found, int most)
    {
        var objects = found.Objects;
        if (objects.Count <= most) return (objects, found.Reached, !found.IsEnd);
        var end = most;
        while (end > 0 && objects[end - 1].Place.Arrival == objects[most].Place.Arrival) end--;
        return end > 0
            ? ([.. objects.Take(end)], ObjectPlace.Behind(objects[end - 1].Place.Arrival), true)
            : ([.. objects.Take(most)], objects[most - 1].Place, true);
    }

    /// <summary>Reads the record of an object, and with it those of the objects behind it that lie near.</summary>
    async Task Fetch(IReadOnlyList<ListedObject> objects, int first, Dictionary<long, ImmutableArray<(string Id, string Json)>> held, CancellationToken stop)
    {
        var from = objects[first].Source;
        var wanted = new HashSet<long> { from };
        var last = from;
        for (var i = first + 1; i < objects.Count && objects[i].Source is var source && source >= last && source - last <= GapMax; i++) wanted.Add(last = source);
        var batch = await records.ReadAfter(from - 1, (int)(last - from + 1), stop);
        foreach (var stored in batch)
            if (wanted.Contains(stored.Arrival))
                held[stored.Arrival] = stored.Read().Try(out var record, out _) && ObjectText.Of(record, circles, await met.Of(record, stop)).Try(out var made, out _) ? made : [];
        held.TryAdd(from, []);
    }

    static string? Find(Dictionary<long, ImmutableArray<(string Id, string Json)>> held, ListedObject listed)
    {
        foreach (var (id, json) in held[listed.Source])
            if (id == listed.Id) return json;
        return null;
    }
}
