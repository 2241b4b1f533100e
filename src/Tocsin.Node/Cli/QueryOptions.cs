using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using NodaTime.Text;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Cli;

/// <summary>The options by which several verbs choose records.</summary>
static class QueryOptions
{
    public static readonly Option<string?> Kind = new("--kind") { Description = "Records of this kind", HelpName = "K" };
    public static readonly Option<Category?> Category = new("--category") { Description = "CAP's category: Geo, Met, Fire, ...", HelpName = "C" };
    public static readonly Option<Instant?> Since = Time("--since", "Events from this time on");
    public static readonly Option<Instant?> Until = Time("--until", "Events before this time");
    public static readonly Option<Box?> Box = new("--bbox")
    {
        Description = "Events that touch this box, in degrees; west may be greater than east, across the antimeridian", HelpName = "W,S,E,N", CustomParser = ReadBox,
    };
    public static readonly Option<string?> Words = new("--words") { Description = "Words that all occur; diacritics do not matter", HelpName = "W" };
    public static readonly Option<string?> Circle = new("--circle") { Description = "Records of this circle, by its name or id; 'private' is this party's own (default: all)", HelpName = "C" };
    public static readonly Option<int> Limit = NumberOption.Whole("--limit", "At most so many", "N", least: 1, most: Limits.SearchRecordsMax, usual: 100);

    public static RecordQuery Query(VerbContext context, TocsinNode node) => Query(context.Parsed) with
    {
        Circle = context.Parsed.GetValue(Circle) switch { null => null, TocsinNode.PrivateName => node.Log.Circle, var name => node.Circle(name).Id },
    };

    static RecordQuery Query(ParseResult parsed) => new()
    {
        Kind = parsed.GetValue(Kind), Category = parsed.GetValue(Category), Since = parsed.GetValue(Since), Until = parsed.GetValue(Until),
        Box = parsed.GetValue(Box), Words = parsed.GetValue(Words), Most = parsed.GetValue(Limit),
    };

    /// <summary>An option for a time: an ISO 8601 date or time; without an offset it is UTC.</summary>
    public static Option<Instant?> Time(string name, string description) => new(name)
    {
        Description = $"{description}: 2018-02-06, 2018-02-06T15:50Z or 2018-02-06T23:50+08:00", HelpName = "T", CustomParser = ReadTime,
    };

    static Instant? ReadTime(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } precise) return precise.Value.ToInstant();
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return Instant.FromDateTimeOffset(time);
        result.AddError($"'{text}' is not a time such as 2018-02-06T15:50Z");
        return null;
    }

    static Box? ReadBox(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var numbers = text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToList();
        if (numbers is [>= -180 and <= 180 and var west, >= -90 and <= 90 and var south, >= -180 and <= 180 and var east, >= -90 and <= 90 and var north] && south <= north)
            return new Box(west, south, east, north);
        result.AddError($"'{text}' is not west,south,east,north in degrees");
        return null;
    }
}
