using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Indicators;

/// <summary>The optional columns that indicator and sighting files share, read from one row; keeps the first fault and the notes.</summary>
sealed class RowFields(CsvHeader header)
{
    static readonly OffsetDateTimePattern WithOffset = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss;FFFFFFFFFo<G>");
    static readonly LocalDateTimePattern WithoutOffset = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss;FFFFFFFFF");

    readonly CsvFields fields = new();
    ImmutableArray<Repair>.Builder repairs = ImmutableArray.CreateBuilder<Repair>();
    string at = "";

    /// <summary>Why the row is refused; null while it is not.</summary>
    public Refusal? Fault { get; private set; }

    /// <summary>What was put right.</summary>
    public ImmutableArray<Repair> Repairs => repairs.ToImmutable();

    /// <summary>Goes to a row; false when it is not well-formed.</summary>
    public bool Begin(ReadOnlySpan<byte> row, string place)
    {
        (at, Fault) = (place, null);
        repairs = ImmutableArray.CreateBuilder<Repair>();
        var broken = fields.Split(row, header.Separator);
        if (broken is null && fields.Count > header.Names.Length)
            broken = $"the row has {fields.Count} columns where the header has {header.Names.Length}";
        if (broken is not null) Fail("", broken);
        return broken is null;
    }

    /// <summary>A column's text; null where it is empty or absent.</summary>
    public string? Text(ReadOnlySpan<byte> row, int column) => fields.Text(row, column) is { Length: > 0 } text ? text : null;

    /// <summary>A time; a date alone is its midnight, and without an offset it is UTC, with a note.</summary>
    public OffsetDateTime? Time(ReadOnlySpan<byte> row, int column)
    {
        if (Text(row, column) is not { } written) return null;
        var text = written.Length > 10 && written[10] == ' ' ? string.Concat(written.AsSpan(0, 10), "T", written.AsSpan(11)) : written;
        if (text.EndsWith(" UTC", StringComparison.Ordinal)) text = text[..^4] + "Z";
        if (WithOffset.Parse(text) is { Success: true } exact)
        {
            if (exact.Value.InUtc() is not null) return exact.Value;
            Fail(header.Names[column], $"the time {written} lies outside of the calendar, the years -9998 to 9999 in UTC");
            return null;
        }
        var local = WithoutOffset.Parse(text.Length == 10 ? text + "T00:00:00" : text.Length == 16 ? text + ":00" : text);
        if (local.Success)
        {
            Note(header.Names[column], $"the time {written} has no zone: read as UTC");
            return local.Value.WithOffset(Offset.Zero);
        }
        Fail(header.Names[column], $"'{written}' is not a time like 2024-03-05T06:12:00Z");
        return null;
    }

    /// <summary>Percent, or low, medium or high.</summary>
    public int? Confidence(ReadOnlySpan<byte> row, int column)
    {
        if (Text(row, column) is not { } text) return null;
        // STIX 2.1 appendix A, None/Low/Med/High.
        int? word = text.ToUpperInvariant() switch { "NONE" => 0, "LOW" => 15, "MEDIUM" or "MED" => 50, "HIGH" => 85, _ => null };
        if (word is not null) return word;
        if (int.TryParse(text.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent <= 100) return percent;
        Fail(header.Names[column], "the confidence is neither 0 to 100 nor low, medium or high");
        return null;
    }

    /// <summary>TLP 2.0; TLP 1.0's WHITE is CLEAR.</summary>
    public TrafficLight? Tlp(ReadOnlySpan<byte> row, int column)
    {
        if (Text(row, column) is not { } text) return null;
        var word = text.ToUpperInvariant().Replace("TLP:", "", StringComparison.Ordinal).Trim();
        if (word == "WHITE") Note("tlp", "WHITE is TLP 1.0: read as CLEAR");
        TrafficLight? tlp = word switch
        {
            "CLEAR" or "WHITE" => TrafficLight.Clear,
            "GREEN" => TrafficLight.Green,
            "AMBER" => TrafficLight.Amber,
            "AMBER+STRICT" => TrafficLight.AmberStrict,
            "RED" => TrafficLight.Red,
            _ => null,
        };
        if (tlp is null) Fail("tlp", $"'{text}' is no TLP marking, so it is not known who may see this");
        return tlp;
    }

    /// <summary>A count from 1; 1 where the column is empty or absent.</summary>
    public long Count(ReadOnlySpan<byte> row, int column)
    {
        if (Text(row, column) is not { } text) return 1;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0) return count;
        Fail(header.Names[column], "the count is not a whole number from 1");
        return 1;
    }

    /// <summary>The indicator itself.</summary>
    public Indicator? Indicator(ReadOnlySpan<byte> row, int column)
    {
        if (Text(row, column) is not { } text)
        {
            Fail(header.Names[column], "the indicator is empty");
            return null;
        }
        var parsed = IndicatorParse.Parse(text, at);
        repairs.AddRange(parsed.Repairs);
        if (!parsed.IsRead) Fail("", parsed.Refusal.Reason);
        return parsed.IsRead ? parsed.Value : null;
    }

    /// <summary>Keeps a note at a column of the row.</summary>
    public void Note(string column, string note) => repairs.Add(new Repair($"{at}, {column}", note));

    /// <summary>Refuses the row, unless it is already refused.</summary>
    public void Fail(string column, string reason) => Fault ??= new Refusal(column.Length == 0 ? at : $"{at}, {column}", reason);
}
