using System.Globalization;
using Tocsin.Warn.Geography;

namespace Tocsin.Warn.Vessels;

/// <summary>The grid by which positions of vessels are found: cells of half a degree, 56 km from south to north.</summary>
static class SeaCells
{
    const int OfOneDegree = 2, Columns = 360 * OfOneDegree, Rows = 180 * OfOneDegree;

    /// <summary>The cell of a place: 180° east is 180° west.</summary>
    public static int Of(double longitude, double latitude) => Row(latitude) * Columns + Column((int)Math.Floor((longitude + 180) * OfOneDegree));

    /// <summary>A cell's name, in keys.</summary>
    public static string Name(int cell) => cell.ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>The cells that a circle touches, and a few more; those whose middle is nearest come first.</summary>
    public static IEnumerable<int> Touched(double longitude, double latitude, double km)
    {
        var high = km / GreatCircle.KmOfDegree;
        var wide = Math.Abs(latitude) + high >= 90 ? 180 : Math.Asin(Math.Sin(Radians(high)) / Math.Cos(Radians(latitude))) * 180 / Math.PI;
        var (west, east) = ((int)Math.Floor((longitude - wide + 180) * OfOneDegree), (int)Math.Floor((longitude + wide + 180) * OfOneDegree));
        var (south, north) = (Row(latitude - high), Row(latitude + high));
        return Enumerable.Range(south, north - south + 1)
            .SelectMany(row => Enumerable.Range(west, Math.Min(Columns, east - west + 1)).Select(column => (Row: row, Column: Column(column)))).Distinct()
            .OrderBy(cell => GreatCircle.Km(longitude, latitude, (cell.Column + 0.5) / OfOneDegree - 180, (cell.Row + 0.5) / OfOneDegree - 90))
            .Select(cell => cell.Row * Columns + cell.Column);
    }

    static int Row(double latitude) => (int)Math.Clamp(Math.Floor((latitude + 90) * OfOneDegree), 0, Rows - 1);

    static int Column(int column) => (column % Columns + Columns) % Columns;

    static double Radians(double degrees) => degrees * Math.PI / 180;
}
