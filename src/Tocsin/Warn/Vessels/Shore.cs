using Tocsin.Warn.Geography;

namespace Tocsin.Warn.Vessels;

/// <summary>Whether a vessel can be where it says, by the map of countries.</summary>
/// <param name="countries">The map. Its coasts are good to about a kilometre, and it has no rivers.</param>
public sealed class Shore(Countries countries)
{
    /// <summary>So many kilometres from any sea a position is odd: the vessel is on a river or a lake, or the position is false.</summary>
    public const double InlandKm = 10;

    const int Directions = 8;

    /// <summary>Whether a place is at sea.</summary>
    public bool IsSea(double longitude, double latitude) => !countries.IsLand(longitude, latitude);

    /// <summary>Whether a place, and all around it at <see cref="InlandKm"/>, is land.</summary>
    public bool IsInland(double longitude, double latitude) => !IsSea(longitude, latitude) && Around(longitude, latitude).All(place => !IsSea(place.Longitude, place.Latitude));

    static IEnumerable<(double Longitude, double Latitude)> Around(double longitude, double latitude)
    {
        var plane = new AzimuthalEquidistant(longitude, latitude);
        for (var i = 0; i < Directions; i++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * i / Directions);
            var place = plane.ToSphere(new(InlandKm * sin, InlandKm * cos));
            yield return (place.X > 180 ? place.X - 360 : place.X < -180 ? place.X + 360 : place.X, place.Y);
        }
    }
}
