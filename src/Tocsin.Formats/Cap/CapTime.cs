using NodaTime;
using NodaTime.Text;

namespace Tocsin.Formats.Cap;

/// <summary>CAP 1.2 §3.3.2: <c>2002-05-24T16:49:00-07:00</c>; UTC is <c>-00:00</c>, never <c>Z</c>; the offset is required.</summary>
static class CapTime
{
    static readonly LocalDateTimePattern Local = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss;FFFFFFFFF");
    static readonly LocalDateTimePattern Exact = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss");
    static readonly OffsetPattern OffsetOf = OffsetPattern.CreateWithInvariantCulture("+HH:mm");

    /// <summary>The time; null where there is none, and the reason where it is refused, and a note where it was put right.</summary>
    public static OffsetDateTime? Read(string text, out string? reason, out string? note)
    {
        (reason, note) = ($"'{Short(text)}' is not a time like 2002-05-24T16:49:00-07:00", null);
        if (text.Length < 16) return null;
        var split = text.AsSpan(16).IndexOfAny("Zz+-");
        if (split < 0)
        {
            if (Local.Parse(text.Replace(' ', 'T')).Success || text.Length == 16)
                reason = $"the time '{Short(text)}' has no offset from UTC, so it is not known when that is (CAP 1.2 §3.3.2)";
            return null;
        }
        var (clock, zone) = (text[..(16 + split)].TrimEnd(), text[(16 + split)..]);
        if (clock[10] is ' ' or 't') clock = string.Concat(clock.AsSpan(0, 10), "T", clock.AsSpan(11));
        if (clock.Length == 16) clock += ":00";
        if (Local.Parse(clock) is not { Success: true } local || local.Value.Year is < 1 or > 9999) return null;
        if (Zone(zone) is not { } offset) return null;
        reason = null;
        var seconds = local.Value.With(TimeAdjusters.TruncateToSecond);
        var canonical = text.Length == 25 && text[10] == 'T' && zone.Length == 6 && zone[3] == ':';
        if (!canonical) note = $"the time '{Short(text)}' is not in the standard's form: read as {Exact.Format(seconds)}{OffsetOf.Format(offset)}";
        return seconds.WithOffset(offset);
    }

    static Offset? Zone(string zone)
    {
        if (zone is "Z" or "z") return Offset.Zero;
        var digits = zone[1..].Replace(":", "", StringComparison.Ordinal);
        if (digits.Length is not (2 or 4) || !digits.All(char.IsAsciiDigit)) return null;
        var minutes = 60 * int.Parse(digits[..2], System.Globalization.CultureInfo.InvariantCulture)
            + (digits.Length == 4 ? int.Parse(digits[2..], System.Globalization.CultureInfo.InvariantCulture) : 0);
        return minutes <= 14 * 60 ? Offset.FromSeconds(60 * (zone[0] == '-' ? -minutes : minutes)) : null;
    }

    /// <summary>The standard's form; a text that no rule accepts where the value has parts of a second or of a minute of offset.</summary>
    public static string Write(OffsetDateTime time) => time.Offset == Offset.Zero
        ? Local.Format(time.LocalDateTime) + "-00:00"
        : Local.Format(time.LocalDateTime) + OffsetPattern.GeneralInvariant.Format(time.Offset) + (time.Offset.Seconds % 3600 == 0 ? ":00" : "");

    /// <summary>The same; null writes nothing.</summary>
    public static string? Write(OffsetDateTime? time) => time is { } t ? Write(t) : null;

    /// <summary>Whether a text is in the schema's form.</summary>
    public static bool IsExact(string text) =>
        text.Length == 25 && Exact.Parse(text[..19]).Success && text[19] is '+' or '-' && text[22] == ':' && Zone(text[19..]) is not null;

    static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
