using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using NetTopologySuite.Geometries;
using Tocsin.Formats.Wgs84;

namespace Tocsin.Formats.Navigation;

/// <summary>The points, lines and areas that a warning's text names.</summary>
/// <remarks>Positions that only commas, white space or AND part belong together. What they are is said by the words before
/// them: BOUND BY an area, JOINING a line, WITHIN n MILES OF a circle round each, and otherwise points.</remarks>
static partial class NavPlaces
{
    const double KmInMile = 1.852, KmInMetre = 0.001;

    enum Drawing { Points, Area, Line, Circles }

    /// <summary>What the text draws; null where it names no position.</summary>
    public static Geometry? Read(string text, string at, ImmutableArray<Repair>.Builder repairs)
    {
        var shapes = new List<Geometry>();
        var group = new List<Coordinate>();
        var (drawing, radiusKm, end, count) = (Drawing.Points, 0.0, 0, 0);
        foreach (Match match in Position().Matches(text))
        {
            if (++count > FormatLimits.NavPositionsMax)
            {
                repairs.Add(new Repair(at, $"the text names more than {FormatLimits.NavPositionsMax} positions: those beyond are left out"));
                break;
            }
            var between = text[end..match.Index];
            if (group.Count > 0 && !Together().IsMatch(between)) Close();
            if (group.Count == 0) (drawing, radiusKm) = Said(between, drawing, radiusKm);
            end = match.Index + match.Length;
            if (Coordinate(match) is { } position) group.Add(position);
            else repairs.Add(new Repair(at, $"'{match.Value.ReplaceLineEndings(" ")}' is no position on Earth: left out"));
        }
        Close();
        return shapes switch
        {
            [] => null,
            [var one] => one,
            _ => Polygons.Factory.BuildGeometry(shapes),
        };

        void Close()
        {
            if (group.Count > 0) shapes.AddRange(Draw(drawing, radiusKm, group, at, repairs));
            group = [];
        }
    }

    /// <summary>The last of the words that say how to draw; a new numbered paragraph begins anew, and so does "in vicinity".</summary>
    static (Drawing Drawing, double RadiusKm) Said(string words, Drawing before, double radiusKm)
    {
        var said = (before, radiusKm);
        foreach (Match match in Words().Matches(words))
        {
            if (match.Groups["new"].Success) said = (Drawing.Points, 0);
            else if (match.Groups["area"].Success) said = (Drawing.Area, 0);
            else if (match.Groups["line"].Success) said = (Drawing.Line, 0);
            else if (Radius(match) is { } km) said = (Drawing.Circles, km);
        }
        return said;
    }

    static double? Radius(Match match)
    {
        var word = match.Groups["n"].Value;
        var number = double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var digits) ? digits : Array.IndexOf(NumberWords, word) + 1;
        var km = number * (match.Groups["unit"].Value[..2] is "ME" ? KmInMetre : match.Groups["unit"].Value is "KM" ? 1 : KmInMile);
        return km is > 0 and <= FormatLimits.CircleRadiusKmMax ? km : null;
    }

    static readonly string[] NumberWords = ["ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN"];

    static Coordinate? Coordinate(Match match)
    {
        var latitude = Degrees("lat");
        var longitude = Degrees("lon");
        return latitude is { } y && longitude is { } x && Positions.Fault(x, y) is null ? new Coordinate(x, y) : null;

        double? Degrees(string name)
        {
            var degrees = DegreesText.Degrees(match.Groups[name + "d"].Value, match.Groups[name + "m"].Value, match.Groups[name + "s"].Value);
            return match.Groups[name + "h"].Value is "S" or "W" ? -degrees : degrees;
        }
    }

    static IEnumerable<Geometry> Draw(Drawing drawing, double radiusKm, List<Coordinate> group, string at, ImmutableArray<Repair>.Builder repairs)
    {
        if (drawing == Drawing.Circles) return group.Select(centre => Circles.Draw(centre, radiusKm));
        if (drawing == Drawing.Line && group.Count > 1 && !Jumps(group)) return [Polygons.Factory.CreateLineString([.. group])];
        if (drawing == Drawing.Area && group.Count > 2)
        {
            if (!group[0].Equals2D(group[^1])) group.Add(group[0].Copy());
            var ring = Rings.Draw([.. group.Select(c => c.Copy())], at, repairs);
            var area = ring.IsRead ? Polygons.Make([ring.Value], at, repairs) : new(ring.Refusal);
            if (area.IsRead) return area.Value;
            repairs.Add(new Repair(at, $"{area.Refusal.Reason}: its corners are kept as points"));
            group.RemoveAt(group.Count - 1);
        }
        else if (drawing == Drawing.Area) repairs.Add(new Repair(at, "an area of fewer than three positions encloses nothing: they are kept as points"));
        return group.Select(point => (Geometry)Polygons.Factory.CreatePoint(point));
    }

    /// <summary>A line over 180° would run round the Earth on a flat map: its positions stay points.</summary>
    static bool Jumps(List<Coordinate> line)
    {
        for (var i = 1; i < line.Count; i++)
            if (Math.Abs(line[i].X - line[i - 1].X) > 180) return true;
        return false;
    }

    [GeneratedRegex(@"(?<![0-9-])(?<latd>[0-9]{2})-(?<latm>[0-9]{2}(?:\.[0-9]{1,6})?)(?:-(?<lats>[0-9]{2}(?:\.[0-9]{1,6})?))?(?<lath>[NS])\s{1,20}(?<lond>[0-9]{2,3})-(?<lonm>[0-9]{2}(?:\.[0-9]{1,6})?)(?:-(?<lons>[0-9]{2}(?:\.[0-9]{1,6})?))?(?<lonh>[EW])")]
    private static partial Regex Position();

    [GeneratedRegex(@"^(?:[\s,;]|\b(?:AND|TO|THENCE|THEN)\b)*$", RegexOptions.NonBacktracking)]
    private static partial Regex Together();

    [GeneratedRegex(@"(?<new>(?:^|\n)[ \t]*[0-9]{1,2}\.\s|\bVICINITY\b)|(?<area>\bBOUND(?:ED)?\s+BY\b|\bLIMITED\s+BY\b)|(?<line>\bJOINING\b)|\bWITHIN\s+(?:A\s+)?(?:RADIUS\s+OF\s+)?(?<n>[0-9]{1,5}(?:\.[0-9]{1,3})?|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN)\s*-?\s*(?<unit>NAUTICAL\s+MILES?|MILES?|NM|METERS?|METRES?|KM)\s+(?:RADIUS\s+)?OF\b", RegexOptions.NonBacktracking)]
    private static partial Regex Words();
}
