using System.Collections.Immutable;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Record = Tocsin.Share.Records.Record;

namespace Tocsin.Tests.Fuzzing;

/// <summary>The doors: what a reader accepts becomes drafts, is sealed, is read again from the log's bytes, and goes out in every format; what goes out is read again.</summary>
static class DoorParsers
{
    const int RecordsMax = 40;

    static readonly DoorTerms Terms = new(Instant.FromUtc(2026, 11, 22, 0, 0), "fuzz")
    {
        Counts = new CountSettings { Dates = DateOrder.DayMonthYear, Start = "2014-03-22", Topic = "x" },
    };

    static readonly (FileFormat Format, string Parser)[] Formats =
    [
        (FileFormat.UsgsGeoJson, "usgs"), (FileFormat.Cap, "cap"), (FileFormat.FirmsCsv, "firms"), (FileFormat.Indicators, "indicators"), (FileFormat.Sightings, "sightings"), (FileFormat.GeoJson, "geojson"),
        (FileFormat.Gdacs, "gdacs"), (FileFormat.AsamJson, "asam"), (FileFormat.AsamCsv, "asam-csv"), (FileFormat.NavWarnings, "navwarnings"), (FileFormat.Counts, "counts"), (FileFormat.Measurements, "measurements"),
        (FileFormat.GeigerLog, "bgeigie"), (FileFormat.Ais, "ais"), (FileFormat.Dhis2Json, "dhis2"), (FileFormat.Dhis2Csv, "dhis2-csv"), (FileFormat.Stix, "stix"), (FileFormat.Misp, "misp"),
    ];

    public static readonly ImmutableArray<Parser> All =
    [
        .. Formats.Select(door => FormatParsers.All.Single(parser => parser.Name == door.Parser) is var reader
            ? new Parser($"door-{reader.Name}", reader.Structure, reader.Files, ["DoorFormats.Read"], bytes => Door(door.Format, bytes, Terms)) { Mend = reader.Mend, Mutations = 100, AllocatedPerByteMax = 2 * FormatParsers.Cutting }
            : throw new InvalidOperationException(door.Parser)),
        new("door-line-list", Structure.Rows, ["samples/line-list.csv", "data/cases/*line_list*", "data/cases/*mers*"], ["DoorFormats.Read"],
            bytes => Door(FileFormat.Counts, bytes, Terms with { KeepRowsUntil = Instant.FromUtc(2027, 1, 1, 0, 0) })) { Mutations = 100, AllocatedPerByteMax = 2 * FormatParsers.Cutting },
    ];

    static Reading Door(FileFormat format, byte[] bytes, DoorTerms terms)
    {
        var records = new List<Record>();
        var drafts = 0;
        foreach (var item in DoorFormats.Read(format, new MemoryStream(bytes), terms))
        {
            if (item is { Draft: not null, Refused: not null }) throw new UnreasonableException($"{item.At}: both a draft and a refusal");
            if (item.Refused is { } refused) FormatParsers.Reasonable(new(item.At, refused));
            if (item.Draft is { } draft && drafts++ < RecordsMax && Sealed(draft) is { } record) records.Add(record);
        }
        GoOut(records);
        return Reading.Of(drafts > 0);
    }

    /// <summary>The record as whoever has the log reads it; nothing where it does not fit into a leaf.</summary>
    static Record? Sealed(Draft draft)
    {
        if (!MadeFiles.Party.Sealer.Seal(draft).Try(out var record, out _)) return null;
        return RecordReader.Read(new RecordAddress(MadeFiles.Party.Log, 0), record.LeafBytes, record.Content).Try(out var read, out var reason)
            ? read
            : throw new UnreasonableException($"what the door took in cannot be read from the log: {reason}\n{string.Join('\n', MadeFiles.Lines(record))}");
    }

    /// <summary>Records in every format, each read again by its reader.</summary>
    public static void GoOut(IReadOnlyCollection<Record> records)
    {
        foreach (var (format, reads) in new[] { (ExportFormat.GeoJson, FileFormat.GeoJson), (ExportFormat.Cap, FileFormat.Cap), (ExportFormat.Stix, FileFormat.Stix), (ExportFormat.Misp, FileFormat.Misp) })
        {
            var output = new MemoryStream();
            var sink = ExportSink.To(format, output);
            var number = 0;
            foreach (var record in records) sink.Add(new Telling(record, $"fuzz-{number++}", Telling.SenderOf(record), "fuzz", []), default).GetAwaiter().GetResult();
            if (sink.End(default).GetAwaiter().GetResult().Written == 0) continue;
            foreach (var item in DoorFormats.Read(reads, new MemoryStream(output.ToArray()), Terms))
                if (item.Refused is { } refused && !IsKept(item.At, refused)) throw new UnreasonableException($"what goes out as {format} is refused when it comes in: {item.At}: {refused}\n{System.Text.Encoding.UTF8.GetString(output.ToArray())}");
        }
    }

    /// <summary>Others' JSON goes out as it came, with the sightings in it that the door refused; and a door refuses what lies in its future.</summary>
    static bool IsKept(string at, string refused) => at.Contains(".Sighting[", StringComparison.Ordinal) || refused.Contains("future", StringComparison.Ordinal);
}
