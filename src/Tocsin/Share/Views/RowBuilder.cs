using System.Globalization;
using NetTopologySuite.Geometries;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Views;

/// <summary>Makes the index's row of a record.</summary>
static class RowBuilder
{
    const int HeadlineCharsMax = 200;

    public static RecordRow Build(long arrival, Record record)
    {
        var row = new RecordRow
        {
            Arrival = arrival,
            Address = record.Address,
            LeafHash = record.LeafHash,
            Id = record.Leaf.Id,
            Revision = record.Leaf.Revision,
            Kind = record.Leaf.Kind.Name,
            State = record.What is null ? RecordState.Erased : RecordState.Current,
            Issued = record.Leaf.Time,
            At = record.Leaf.Time,
            Marking = record.Leaf.Marking,
            IsExercise = record.Leaf.Exercise || record.What?.Status == CapStatus.Exercise,
            Status = record.What?.Status ?? CapStatus.Actual,
            Headline = Shorten(record.Texts.Select(text => text.Headline ?? text.Event).FirstOrDefault(text => text is not null)),
            Place = record.Where?.Name,
            Publisher = record.Source?.Publisher,
            Words = AllWords(record),
        };
        if (record.Where?.Geometry is { IsEmpty: false } geometry) row = row with { Point = PointOf(geometry), IsPoint = geometry is Point, Boxes = BoxesOf(geometry) };
        return record.What switch
        {
            EventFacts f => row with
            {
                Type = f.Type, Category = f.Category, Severity = f.Severity, At = f.At,
                Headline = row.Headline.Length > 0 ? row.Headline : Shorten(f.Event ?? Describe(f)),
            },
            CountFacts f => row with { Type = "count", Category = Category.Health, At = f.At, Headline = Shorten(f.Describe()) },
            CaseFacts f => row with { Type = "case", Category = Category.Health, Headline = Shorten(f.Topic) },
            IndicatorFacts f => row with { Type = f.Type, Category = f.Category, Severity = f.Severity, Headline = Shorten(HashedValues.SortOf(f.Type) is { } sort ? $"{sort} shared as a hash: {f.Value}" : f.Value) },
            SightingFacts f => row with { Type = f.Type, At = f.At, Headline = Shorten(f.Value) },
            IntelligenceFacts f => row with { Type = f.Type, Category = Category.Infra, At = f.At ?? row.At, Headline = row.Headline.Length > 0 ? row.Headline : Shorten(f.Id) },
            WarningFacts f => row with { Type = "warning", Category = f.Category, Severity = f.Severity, At = f.At, Headline = row.Headline.Length > 0 ? row.Headline : Shorten(f.Event) },
            DispositionFacts f => row with { Type = f.Action.ToString().ToLowerInvariant(), Headline = Shorten(f.Why) },
            WatchFacts f => row with { Headline = Shorten(f.Name) },
            WithdrawalFacts f => row with { Headline = Shorten(f.Why) },
            ErasureFacts f => row with { Headline = Shorten(f.Why) },
            _ => row,
        };
    }

    /// <summary>The row of a record that does not read: it is kept and flagged, and found by nothing but its place.</summary>
    public static RecordRow Invalid(StoredRecord stored, string reason) => new()
    {
        Arrival = stored.Arrival, Address = stored.Address, LeafHash = MerkleTree.Leaf(stored.Leaf.Span),
        Id = Guid.Empty, Revision = 0, Kind = "", State = RecordState.Invalid, Issued = Instant.MinValue, At = Instant.MinValue, Reason = reason,
    };

    static string Describe(EventFacts facts) =>
        facts.Numbers is { Count: > 0 } numbers
            ? $"{facts.Type}, {string.Join(", ", numbers.Take(3).Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.Key} {n.Value:0.##}")))}"
            : facts.Type;

    static string AllWords(Record record) => record.Texts.Count == 0 && record.Where?.Name is null && record.What is not CountFacts
        ? ""
        : string.Join('\n', record.Texts.SelectMany(text => new[] { text.Event, text.Headline, text.Description, text.Instruction })
            .Append((record.What as CountFacts)?.Topic).Append(record.Where?.Name).Append(record.Source?.Publisher).Where(text => text is not null));

    static string Shorten(string? text)
    {
        var line = text?.ReplaceLineEndings(" ").Trim() ?? "";
        if (line.Length <= HeadlineCharsMax) return line;
        var end = char.IsHighSurrogate(line[HeadlineCharsMax - 2]) ? HeadlineCharsMax - 2 : HeadlineCharsMax - 1;
        return line[..end] + "…";
    }

    static (double, double) PointOf(Geometry geometry)
    {
        if (geometry is Point point) return (point.X, point.Y);
        var inside = geometry.Dimension == Dimension.Surface ? geometry.InteriorPoint : geometry.Centroid;
        return inside.IsEmpty ? (geometry.EnvelopeInternal.Centre.X, geometry.EnvelopeInternal.Centre.Y) : (inside.X, inside.Y);
    }

    /// <summary>One box; two where parts lie near both ends of the map, as they do after a cut at the antimeridian.</summary>
    static IReadOnlyList<Box> BoxesOf(Geometry geometry)
    {
        var whole = geometry.EnvelopeInternal;
        if (geometry.NumGeometries > 1 && whole.MinX < -179 && whole.MaxX > 179)
        {
            var (west, east) = (new Envelope(), new Envelope());
            for (var i = 0; i < geometry.NumGeometries; i++)
            {
                var part = geometry.GetGeometryN(i).EnvelopeInternal;
                (part.Centre.X < 0 ? west : east).ExpandToInclude(part);
            }
            if (!west.IsNull && !east.IsNull) return [BoxOf(west), BoxOf(east)];
        }
        return [BoxOf(whole)];
    }

    static Box BoxOf(Envelope envelope) => new(envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY);
}
