using System.Globalization;
using NetTopologySuite.Geometries;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Counts of cases and deaths to records of this kind. See docs/doors.md.</summary>
public static class CountDoor
{
    /// <summary>The scheme of its source keys.</summary>
    public const string Scheme = "count";

    /// <summary>Maps one count. The same place and period told anew with another number is a revision.</summary>
    public static Mapped Map(CountRow row, DoorTerms terms)
    {
        if (terms.FutureFault(row.Start) is { } fault) return Mapped.Refuse(fault);
        var publisher = row.Publisher ?? terms.Publisher;
        var facts = new CountFacts
        {
            Topic = row.Topic ?? publisher, Measure = row.Measure, CaseStatus = row.Status, Basis = row.Basis, Period = row.Period, Start = row.Start,
            Count = row.Count, Population = row.Population, CoversDays = row.CoversDays,
        };
        var where = row is { Place: null, Country: null, Code: null, Position: null } ? null : new Where
        {
            Geometry = row.Position is var (longitude, latitude) ? new Point(longitude, latitude) { SRID = 4326 } : null,
            Name = row.Place,
            Country = row.Country,
            Codes = row.Code is var (scheme, code) ? new Dictionary<string, string> { [scheme] = code } : null,
        };
        return Mapped.To(new Draft
        {
            Kind = Kind.Count,
            What = facts,
            Where = where,
            Source = new Source
            {
                Key = new SourceKey(Scheme, publisher, [string.Create(CultureInfo.InvariantCulture, $"{SeriesKey.Of(facts, publisher, where)}|{row.Start:uuuu-MM-dd}")], null),
                Publisher = publisher,
            },
        });
    }
}
