using System.Runtime.CompilerServices;
using Tocsin.Formats.Cap;
using Tocsin.Share.Collections;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share.Doors;

/// <summary>Writes the records that a query finds in a standard, the newest event first.</summary>
/// <param name="views">Finds them.</param>
/// <param name="records">Holds them.</param>
/// <param name="circles">What is gone by of the circles. What others said goes out from the private one with their own markings; from others also with the circle's, where that is stricter.</param>
public sealed class Exporter(IViews views, IRecords records, CollectionCircles circles)
{
    readonly Dictionary<Hash, string?> names = [];
    readonly SightedIndicators sighted = new(views, records);

    /// <summary>Writes them; <see cref="RecordQuery.Most"/> is not a limit here. The stream stays open.</summary>
    public async Task<ExportReport> Export(ExportFormat format, RecordQuery query, Stream output, CancellationToken stop)
    {
        var sink = ExportSink.To(format, output);
        await foreach (var row in Rows(query, stop))
            if (await Read(row.Address, stop) is { } record) await sink.Add(await Tell(record, format, stop), stop);
        return await sink.End(stop);
    }

    /// <summary>Writes them as a MISP feed; files of events that were there before and are no longer written stay, but leave the manifest.</summary>
    /// <param name="query">Which records; <see cref="RecordQuery.Most"/> is not a limit here.</param>
    /// <param name="folder">The folder, which is made where it is missing.</param>
    /// <param name="stop">Ends the work; the manifest is then as it was.</param>
    /// <exception cref="IOException">The folder does not take the files.</exception>
    public async Task<ExportReport> ExportFeed(RecordQuery query, string folder, CancellationToken stop)
    {
        var sink = MispFeedSink.To(folder);
        await foreach (var row in Rows(query, stop))
            if (await Read(row.Address, stop) is { } record) await sink.Add(await Tell(record, ExportFormat.MispFeed, stop), stop);
        return await sink.End(stop);
    }

    /// <summary>Makes the MISP feed of a circle: what the files would be, at one moment. Data on persons are left out of it, and what is beyond the limit, the oldest first.</summary>
    /// <param name="circle">The circle.</param>
    /// <param name="recordsMax">Records that are read at most.</param>
    /// <param name="charsMax">Characters of what goes out that are held at most, but for the last record.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<MispFeed> ReadFeed(Hash circle, int recordsMax, long charsMax, CancellationToken stop)
    {
        var (files, count, isCut) = (new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal), 0, false);
        var sink = new MispFeedSink((name, bytes, _) =>
        {
            files[name] = bytes;
            return Task.CompletedTask;
        });
        // Events before what stands in them: one that is cut off leaves its parts without their tags.
        foreach (var kind in (Kind[])[Kind.Intelligence, Kind.Indicator, Kind.Sighting])
            await foreach (var row in Rows(new RecordQuery { Circles = [circle], Kind = kind.Name }, stop))
            {
                if (kind == Kind.Intelligence && row.Type is not (MispDoor.EventType or MispDoor.ObjectType or MispDoor.AttributeType)) continue;
                if (isCut |= ++count > recordsMax || sink.Chars > charsMax) break;
                if (await Read(row.Address, stop) is not { } record) continue;
                await sink.Add(await Tell(record with { Personal = null }, ExportFormat.MispFeed, stop), stop);
            }
        await sink.End(stop);
        return new MispFeed(files, count, isCut);
    }

    /// <summary>Writes one record. The stream stays open.</summary>
    public async Task<ExportReport> Export(ExportFormat format, RecordAddress address, Stream output, CancellationToken stop)
    {
        var sink = ExportSink.To(format, output);
        if (await Read(address, stop) is { } record) await sink.Add(await Tell(record, format, stop), stop);
        return await sink.End(stop);
    }

    /// <summary>All rows, page by page backwards in time; rows of the page's last instant come again and are passed over.</summary>
    async IAsyncEnumerable<RecordRow> Rows(RecordQuery query, [EnumeratorCancellation] CancellationToken stop)
    {
        var page = query with { Most = Limits.SearchRecordsMax };
        var known = new HashSet<RecordAddress>();
        while (true)
        {
            var rows = await views.Search(page, stop);
            var fresh = rows.Where(row => known.Add(row.Address)).ToList();
            foreach (var row in fresh) yield return row;
            if (rows.Count < page.Most || fresh.Count == 0) yield break;
            var last = rows[^1].At;
            known = [.. rows.Where(row => row.At == last).Select(row => row.Address)];
            page = page with { Until = last + Duration.FromMilliseconds(1) };
        }
    }

    async Task<Record?> Read(RecordAddress address, CancellationToken stop) =>
        await records.Read(address, stop) is { } stored
        && RecordReader.Read(address, stored.Leaf.Span, stored.Content.Span).Try(out var record, out _) ? record : null;

    async Task<Telling> Tell(Record record, ExportFormat format, CancellationToken stop)
    {
        if (format == ExportFormat.GeoJson) return new Telling(record, record.Leaf.Id.ToString(), "", null, []);
        if (format != ExportFormat.Cap)
            return new Telling(record, record.Leaf.Id.ToString(), "", await NameOf(record.Address.Log, stop), [])
            {
                IsPrivate = record.Address.Log.Circle == circles.Private, IsInExercise = circles.IsExercise(record.Address.Log.Circle), Met = format == ExportFormat.Stix ? (await sighted.Now(record, stop))?.Id : null,
            };
        var earlier = ImmutableArray.CreateBuilder<CapReference>();
        var met = new HashSet<RecordAddress> { record.Address };
        for (var message = record; message is not null && earlier.Count < Limits.ReferencesMax;)
        {
            message = await Before(message, met, stop);
            if (message is not null)
                earlier.Add(new CapReference(Telling.SenderOf(message), Telling.IdentifierOf(message), CapMoment.Of(message.Leaf.Time)));
        }
        return new Telling(
            record, Telling.IdentifierOf(record), Telling.SenderOf(record), await NameOf(record.Address.Log, stop), earlier.ToImmutable());
    }

    /// <summary>The message that this one updates, cancels or revises: one of the same author's, in the same circle.</summary>
    async Task<Record?> Before(Record message, HashSet<RecordAddress> met, CancellationToken stop)
    {
        foreach (var reference in message.Leaf.References.Where(r => r.Relation is Relation.Revises or Relation.Follows && r.HasEffect(message.Address)))
            if (new RecordAddress(reference.Log, reference.Index) is var address && met.Add(address)) return await Read(address, stop);
        return null;
    }

    /// <summary>What the log's party calls itself, by the newest document in that log; nothing where none is held.</summary>
    async Task<string?> NameOf(Origin log, CancellationToken stop)
    {
        if (names.TryGetValue(log.Party, out var known)) return known;
        foreach (var row in await views.Search(new RecordQuery { Kind = Kind.Party.Name, Most = Limits.SearchRecordsMax }, stop))
            if (row.Address.Log.Party == log.Party && await Read(row.Address, stop) is { What: DocumentFacts facts }
                && PartyDocument.Read(facts.Note).Try(out var document, out _)) return names[log.Party] = document.Name;
        return names[log.Party] = null;
    }
}
