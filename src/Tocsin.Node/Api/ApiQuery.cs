using System.Globalization;
using NodaTime.Text;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Api;

/// <summary>Reads the parameters of a request, each at most once, and keeps the first that does not read: its place and the reason. What is not asked
/// for by the endpoint is refused too, so that a mistyped filter never passes for none.</summary>
sealed class ApiQuery(HttpContext http, TocsinNode node)
{
    readonly HashSet<string> known = new(StringComparer.Ordinal);
    IResult? fault;

    /// <summary>What is wrong; null where every parameter reads. To be asked last.</summary>
    public IResult? Fault()
    {
        foreach (var name in http.Request.Query.Keys)
            if (!known.Contains(name)) Refuse(name, $"There is no such parameter here: {string.Join(", ", known.Order(StringComparer.Ordinal))} are known.");
        return fault;
    }

    /// <summary>Says what is wrong with a parameter; the first word stays.</summary>
    public void Refuse(string name, string reason, int status = StatusCodes.Status400BadRequest) => fault ??= Problem.Of(status, $"parameter '{name}'", reason);

    public string? Text(string name)
    {
        known.Add(name);
        switch (http.Request.Query[name].ToArray())
        {
            case []: return null;
            case [{ Length: > 0 and <= ApiLimits.ParameterCharsMax } text]: return text;
            case [{ Length: 0 } or null]: Refuse(name, "It is empty: leave it out instead."); return null;
            case [_]: Refuse(name, $"It has more than {ApiLimits.ParameterCharsMax} characters."); return null;
            default: Refuse(name, "It is given more than once."); return null;
        }
    }

    public long? Whole(string name, long least, long most)
    {
        if (Text(name) is not { } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Refuse(name, $"'{text}' is not a whole number from {least} to {most}.");
        return null;
    }

    /// <summary>A number of more than 0, with a decimal point where it has parts.</summary>
    public double? Positive(string name, double most)
    {
        if (Text(name) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most) return number;
        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a number of more than 0, up to {most}."));
        return null;
    }

    public T? Word<T>(string name) where T : struct, Enum
    {
        if (Text(name) is not { } text) return null;
        if (Enum.TryParse<T>(text, ignoreCase: true, out var word) && Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase)) return word;
        Refuse(name, $"'{text}' is none of {string.Join(", ", Enum.GetNames<T>())}.");
        return null;
    }

    public bool Flag(string name)
    {
        var text = Text(name);
        if (text is not (null or "true" or "false")) Refuse(name, $"'{text}' is neither true nor false.");
        return text == "true";
    }

    public Instant? Time(string name) => Text(name) is { } text ? ReadTime(name, text) : null;

    /// <summary>A time of RFC 3339, or a day: its beginning in UTC.</summary>
    public Instant? ReadTime(string name, string text)
    {
        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true, Value: { Year: > 0 and < 9999 } precise }) return precise.ToInstant();
        if (LocalDatePattern.Iso.Parse(text) is { Success: true, Value: { Year: > 0 and < 9999 } day }) return day.AtMidnight().InUtc().ToInstant();
        Refuse(name, $"'{text}' is not a time such as 2018-02-06T15:50:00Z.");
        return null;
    }

    /// <summary>West, south, east, north in degrees; with six numbers, heights stand third and sixth and do not matter. West may be greater than east.</summary>
    public Box? Box(string name)
    {
        if (Text(name) is not { } text) return null;
        var numbers = text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToList();
        if (numbers is [var w, var s, var low, var e, var n, var high] && double.IsFinite(low) && double.IsFinite(high)) numbers = [w, s, e, n];
        if (numbers is [>= -180 and <= 180 and var west, >= -90 and <= 90 and var south, >= -180 and <= 180 and var east, >= -90 and <= 90 and var north] && south <= north)
            return new Box(west, south, east, north);
        Refuse(name, $"'{text}' is not west,south,east,north in degrees, longitude first, south not beyond north.");
        return null;
    }

    /// <summary>A circle by its name or its id. One that the program may not read is, for it, not there.</summary>
    public Hash? Circle(string name)
    {
        if (Text(name) is not { } text) return null;
        if (CircleOf(node, ApiCaller.Of(http), text) is { } circle) return circle;
        Refuse(name, $"There is no circle '{text}' that this token may read.", StatusCodes.Status404NotFound);
        return null;
    }

    /// <summary>The circle that a program names, among those that it may read.</summary>
    public static Hash? CircleOf(TocsinNode node, ApiCaller caller, string named)
    {
        var found = caller.Circles(node).Where(id => named == (id == node.Log.Circle ? TocsinNode.PrivateName : node.Names.OfCircle(id)) || named == id.ToBase64Url()).ToList();
        return found is [var only] ? only : null;
    }

    /// <summary>The filters that records are asked for by.</summary>
    public RecordQuery Records(bool withWords = true) => new()
    {
        Circles = ApiCaller.Of(http).Circles(node),
        Circle = Circle("circle"),
        Kind = Kind("kind"),
        Category = Word<Category>("category"),
        AtLeast = Word<Severity>("severity"),
        Since = Time("since"),
        Until = Time("until"),
        Box = Box("bbox"),
        Words = withWords ? Text("words") : null,
        Most = ApiLimits.PageRecordsUsual,
    };

    public string? Kind(string name)
    {
        if (Text(name) is not { } text) return null;
        if (Share.Records.Kind.IsName(text)) return text;
        Refuse(name, $"'{text}' is no kind of record: {string.Join(", ", Share.Records.Kind.Known)} are known.");
        return null;
    }
}
