using System.Globalization;
using Tocsin.Formats.Wgs84;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Threads;

namespace Tocsin.Warn;

/// <summary>Where and when something happened at sea.</summary>
/// <param name="Longitude">Degrees, -180 to 180.</param>
/// <param name="Latitude">Degrees, -90 to 90.</param>
/// <param name="From">When it began. UTC.</param>
/// <param name="To">When it ended, or the same. UTC.</param>
public sealed record SeaIncident(double Longitude, double Latitude, Instant From, Instant To)
{
    /// <summary>Kilometres of a nautical mile.</summary>
    public const double KmOfMile = 1.852;

    /// <summary>Within so many nautical miles, unless told otherwise, and at most.</summary>
    public const double MilesUsual = 20, MilesMax = 100;

    /// <summary>So many hours before and after, unless told otherwise, and at most.</summary>
    public const double HoursUsual = 12, HoursMax = 72;

    /// <summary>What counts as near, in nautical miles: more than 0, up to <see cref="MilesMax"/>.</summary>
    public double Miles { get; init; } = MilesUsual;

    /// <summary>How long before and after: more than 0, up to <see cref="HoursMax"/>.</summary>
    public double Hours { get; init; } = HoursUsual;

    /// <summary>Whether it belongs to an exercise: then the exercise's vessels are listed too, and otherwise none of them.</summary>
    public bool IsExercise { get; init; }

    /// <summary>Only what records of these circles say; nothing: of all.</summary>
    public IReadOnlyCollection<Hash>? Circles { get; init; }

    /// <summary>Something that happened at one time. Midnight in UTC to the second stands for the whole day: many reports say no more.</summary>
    public static SeaIncident Of(double longitude, double latitude, Instant at) =>
        new(longitude, latitude, at, at.ToUnixTimeMilliseconds() % NodaConstants.MillisecondsPerDay == 0 ? Later(at, Duration.FromDays(1)) : at);

    /// <summary>A time that is later by so much, or the last that there is.</summary>
    internal static Instant Later(Instant at, Duration by) => at < Instant.MaxValue - by ? at + by : Instant.MaxValue;

    /// <summary>A warning's place and time; nothing where it has no place on the map.</summary>
    public static SeaIncident? Of(WarningThread thread) =>
        thread is { Longitude: { } longitude, Latitude: { } latitude } ? Of(longitude, latitude, thread.At) with { IsExercise = thread.Status == CapStatus.Exercise } : null;

    /// <summary>A record's place and time; nothing where it has no place on the map.</summary>
    public static SeaIncident? Of(RecordRow row) => row.Point is var (longitude, latitude) ? Of(longitude, latitude, row.At) with { IsExercise = row.IsExercise } : null;

    /// <summary>Reads longitude,latitude in degrees; nothing where the text is no place.</summary>
    public static (double Longitude, double Latitude)? ReadPlace(string text) =>
        text.Split(',') is [var x, var y] && double.TryParse(x, NumberStyles.Float, CultureInfo.InvariantCulture, out var longitude) && double.TryParse(y, NumberStyles.Float, CultureInfo.InvariantCulture, out var latitude)
        && Positions.Fault(longitude, latitude) is null ? (longitude, latitude) : null;
}
