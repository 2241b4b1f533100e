using NetTopologySuite.Geometries;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Judging;

/// <summary>The node's own knowledge of the world, from which a warning takes its words: never from the records it cites. Each part is read when it is first asked for.</summary>
/// <param name="places">Reads where people live.</param>
/// <param name="countries">Reads which country lies where.</param>
public sealed class Atlas(Func<Gazetteer> places, Func<Countries> countries)
{
    readonly Lazy<Gazetteer> places = new(places);
    readonly Lazy<(Countries Countries, Borders Borders)> land = new(() => countries() is var read ? (read, new Borders(read)) : default);

    /// <summary>A world that is read already.</summary>
    public Atlas(Gazetteer places, Countries countries) : this(() => places, () => countries) => Read();

    /// <summary>Where people live.</summary>
    public Gazetteer Places => places.Value;

    /// <summary>Which country lies where.</summary>
    public Countries Countries => land.Value.Countries;

    /// <summary>Strips along borders, each made once.</summary>
    public Borders Borders => land.Value.Borders;

    /// <summary>Whether all of it is read: until then it may take a second to answer.</summary>
    public bool IsRead => places.IsValueCreated && land.IsValueCreated;

    /// <summary>Reads what is not read yet.</summary>
    public void Read() => _ = (places.Value, land.Value);

    /// <summary>Whether a geometry lies in a rule's area; what has no geometry lies in no area but <see cref="RuleArea.Any"/>.</summary>
    public bool Holds(RuleArea area, Geometry? geometry) => (area, geometry) switch
    {
        (RuleArea.Any, _) => true,
        (_, null or { IsEmpty: true }) => false,
        (RuleArea.Box box, _) => Touches(box, geometry),
        (RuleArea.InCountries some, _) => some.Codes.Any(code => Countries.IsWithin(geometry, CountryCodes.Find(code)!, km: 0)),
        (RuleArea.NearCountry near, _) => Countries.IsWithin(geometry, CountryCodes.Find(near.Code)!, near.Km),
        (RuleArea.NearPoint near, _) => IsNear(near, geometry),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static bool Touches(RuleArea.Box box, Geometry geometry)
    {
        bool In(double west, double east) => geometry.Intersects(geometry.Factory.ToGeometry(new Envelope(west, east, box.South, box.North)));
        return box.West <= box.East ? In(box.West, box.East) : In(box.West, 180) || In(-180, box.East);
    }

    static bool IsNear(RuleArea.NearPoint near, Geometry geometry) =>
        geometry.Intersects(new Point(near.Longitude, near.Latitude))
        || geometry.Coordinates.Any(c => GreatCircle.Km(near.Longitude, near.Latitude, c.X, c.Y) <= near.Km)
        || near.Km > 0 && GreatCircle.Circle(near.Longitude, near.Latitude, near.Km) is { } circle && circle.Intersects(geometry);
}
