using System.Globalization;
using NetTopologySuite.Geometries;
using NodaTime.Text;
using Tocsin.Formats.Measurements;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Measurements to observations of the types <c>water-level</c> and <c>dose-rate</c>. See docs/doors.md.</summary>
public static class MeasurementDoor
{
    /// <summary>The scheme of its source keys.</summary>
    public const string Scheme = "measurement";

    /// <summary>Maps one measurement. The same station and time told anew with other numbers is a revision.</summary>
    public static Mapped Map(Measurement measurement, DoorTerms terms)
    {
        var at = measurement.Time.ToInstant();
        if (terms.FutureFault(at) is { } fault) return Mapped.Refuse(fault);
        var (publisher, station) = (measurement.Publisher ?? terms.Publisher, measurement.Station ?? terms.Publisher);
        var (type, category) = measurement.Instrument == Instrument.RiverGauge ? ("water-level", Category.Met) : ("dose-rate", Category.CBRNE);
        var level = FeedSeverity.Of(measurement);
        return Mapped.To(new Draft
        {
            Kind = Kind.Observation,
            What = new EventFacts
            {
                Type = type,
                Category = category,
                Severity = level.Severity,
                Urgency = level.Urgency,
                Certainty = level.Certainty,
                At = at,
                Numbers = Numbers(measurement),
                Codes = new Dictionary<string, string> { ["station"] = station },
            },
            Where = measurement is { Position: null, Place: null } ? null : new Where
            {
                Geometry = measurement.Position is var (longitude, latitude) ? new Point(longitude, latitude) { SRID = 4326 } : null,
                Name = measurement.Place,
            },
            Source = new Source
            {
                Key = new SourceKey(Scheme, publisher, [string.Create(CultureInfo.InvariantCulture, $"{station},{type}{Quantity(measurement)},{InstantPattern.ExtendedIso.Format(at)}")], null),
                Publisher = publisher,
                Words = measurement.Time.Offset == Offset.Zero ? null : new Dictionary<string, string> { ["offset"] = measurement.Time.Offset.ToString() },
            },
        });
    }

    /// <summary>A file of discharges alone tells of something else than one of levels.</summary>
    static string Quantity(Measurement measurement) =>
        measurement is { LevelMetres: null, DischargeCubicMetresPerSecond: not null } ? ",discharge" : "";

    static Dictionary<string, double> Numbers(Measurement measurement)
    {
        var numbers = new Dictionary<string, double>(4);
        Add("levelMetres", measurement.LevelMetres);
        Add("dischargeCubicMetresPerSecond", measurement.DischargeCubicMetresPerSecond);
        Add("warningLevelMetres", measurement.WarningLevelMetres);
        Add("warningDischargeCubicMetresPerSecond", measurement.WarningDischargeCubicMetresPerSecond);
        Add("doseRateMicrosievertsPerHour", measurement.DoseRateMicrosievertsPerHour);
        Add("warningDoseRateMicrosievertsPerHour", measurement.WarningDoseRateMicrosievertsPerHour);
        Add("countsPerMinute", measurement.CountsPerMinute);
        Add("altitudeMetres", measurement.AltitudeMetres);
        return numbers;

        void Add(string name, double? number)
        {
            if (number is { } value) numbers[name] = value;
        }
    }
}
