using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime.Text;

namespace Tocsin.Node.Ui;

/// <summary>How times and places are written.</summary>
public static partial class Show
{
    // The units in which names of numbers end (docs/spec/record.md).
    private static readonly Dictionary<string, string> Units = new()
    {
        ["km"] = "km", ["km2"] = "km²", ["m"] = "m", ["mw"] = "MW", ["kelvin"] = "K", ["percent"] = "%", ["hours"] = "h", ["days"] = "d", ["seconds"] = "s",
    };

    // A number below it is not written out; of a probability it does not matter by how much.
    private const double LeastPlain = 0.0001;

    private static readonly InstantPattern UtcPattern =
        InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss 'UTC'");

    private static readonly InstantPattern UtcMinutePattern =
        InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm'Z'");

    private static readonly ZonedDateTimePattern LocalPattern =
        ZonedDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss x", null);

    /// <summary>2018-02-06 15:40:11 UTC</summary>
    public static string Utc(Instant at) => UtcPattern.Format(at);

    /// <summary>2018-02-06 15:40Z</summary>
    public static string UtcMinute(Instant at) => UtcMinutePattern.Format(at);

    /// <summary>Both clocks: UTC and the node's zone.</summary>
    public static string Both(Instant at, DateTimeZone zone) =>
        zone.Equals(DateTimeZone.Utc) ? Utc(at) : $"{Utc(at)} · {LocalPattern.Format(at.InZone(zone))}";

    /// <summary>A zone by its city: "Ho Chi Minh" for Asia/Ho_Chi_Minh.</summary>
    public static string City(DateTimeZone zone) => zone.Id[(zone.Id.LastIndexOf('/') + 1)..].Replace('_', ' ');

    /// <summary>How long ago, in the largest unit that still tells: 40 s, 12 min, 5 h, 3 d.</summary>
    public static string Ago(Instant at, Instant now) => (now - at) switch
    {
        var age when age < Duration.FromMinutes(1) => Texts.Of("client.ago.seconds", Math.Max(0, (long)age.TotalSeconds)),
        var age when age < Duration.FromHours(1) => Texts.Of("client.ago.minutes", (long)age.TotalMinutes),
        var age when age < Duration.FromDays(1) => Texts.Of("client.ago.hours", (long)age.TotalHours),
        var age => Texts.Of("client.ago.days", (long)age.TotalDays),
    };

    /// <summary>How long is left until a deadline, or by how much it is late.</summary>
    public static string Due(Instant at, Instant now) => at < now ? Texts.Of("client.due.late", Ago(at, now)) : Texts.Of("client.due.left", Ago(now, at));

    /// <summary>A length of time in the largest unit that tells it exactly.</summary>
    public static string Span(Duration span) => span switch
    {
        _ when span == Duration.FromDays(span.Days) => Texts.Of("client.ago.days", span.Days),
        _ when span.TotalHours == Math.Floor(span.TotalHours) => Texts.Of("client.ago.hours", (long)span.TotalHours),
        _ when span.TotalMinutes == Math.Floor(span.TotalMinutes) => Texts.Of("client.ago.minutes", (long)span.TotalMinutes),
        _ => Texts.Of("client.ago.seconds", (long)span.TotalSeconds),
    };

    /// <summary>A number for an attribute that a script reads.</summary>
    public static string? Attribute(double? value) => value?.ToString("0.#####", CultureInfo.InvariantCulture);

    /// <summary>A number as people read it: two decimals, of a small one two digits, of a tiny one as 4.2 × 10⁻⁷.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        0 or >= 0.01 => value.ToString("#,0.##", Languages.Current.Culture),
        >= LeastPlain => value.ToString("0.#####", Languages.Current.Culture),
        _ => Tiny(value),
    };

    /// <summary>A number with one decimal, for columns.</summary>
    public static string Tenths(double value) => value.ToString("#,0.0", Languages.Current.Culture);

    /// <summary>A measured number: its name says its unit, as in depthKm.</summary>
    public static Fact Number(string name, double value) =>
        Named(name, name == "pValue" && value < LeastPlain ? Texts.Of("number.below", LeastPlain.ToString("0.####", Languages.Current.Culture)) : Number(value));

    private static string Tiny(double value)
    {
        var parts = value.ToString("0.#E0", Languages.Current.Culture).Split('E');
        return $"{parts[0]} × 10{string.Concat(parts[1].Select(digit => digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']))}";
    }

    /// <summary>A value under a name that data brings, in words: "Depth, km" for depthKm.</summary>
    public static Fact Named(string name, string value)
    {
        if (Texts.Find($"number.{name}") is { } ours) return new Fact(ours, value);
        var words = WordStarts().Replace(name, " $0").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var unit = words.Length > 1 && Units.TryGetValue(words[^1], out var known) ? known : null;
        var text = string.Join(' ', unit is null ? words : words[..^1]);
        return new Fact(text.Length == 0 ? name : $"{char.ToUpper(text[0], CultureInfo.CurrentUICulture)}{text[1..]}{(unit is null ? "" : $", {unit}")}", value);
    }

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex WordStarts();

    /// <summary>20.5011° N, 105.8400° E</summary>
    public static string Position(double longitude, double latitude) => string.Create(CultureInfo.InvariantCulture,
        $"{Math.Abs(latitude):0.0000}° {(latitude < 0 ? 'S' : 'N')}, {Math.Abs(longitude):0.0000}° {(longitude < 0 ? 'W' : 'E')}");

    /// <summary>What a record is, in a word: the house's word for an event, else its kind.</summary>
    public static string Kind(Share.Views.RecordRow row) =>
        row.Kind is "observation" or "incident" && row.Type is { } type ? Texts.Find($"type.{type}") ?? type : KindName(row.Kind);

    /// <summary>A kind of records, in a word.</summary>
    public static string KindName(string kind) => Texts.Find($"kindName.{kind}") ?? kind;
}
