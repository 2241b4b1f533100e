using System.Security;
using System.Text;
using System.Text.Json;
using Tocsin.Formats.Cap;
using Tocsin.Formats.GeoJson;

namespace Tocsin.Share.Doors;

/// <summary>Writes records to a stream in one standard, one after another.</summary>
abstract class ExportSink(ExportFormat format)
{
    readonly List<LeftOut> leftOut = [];
    long written;

    /// <exception cref="ArgumentException">The format is a folder.</exception>
    public static ExportSink To(ExportFormat format, Stream output) => format switch
    {
        ExportFormat.GeoJson => new GeoJsonSink(output),
        ExportFormat.Cap => new CapSink(output),
        ExportFormat.Stix => new StixSink(output),
        ExportFormat.Misp => new MispSink(output),
        _ => throw new ArgumentException($"{ExportReport.Name(format)} is no stream", nameof(format)),
    };

    /// <summary>Writes a record, or names it as left out.</summary>
    public async Task Add(Telling telling, CancellationToken stop)
    {
        if (await Write(telling, stop) is { } reason) leftOut.Add(new(telling.Id, reason));
        else written++;
    }

    /// <summary>Ends the document.</summary>
    public async Task<ExportReport> End(CancellationToken stop)
    {
        await Close(stop);
        return new ExportReport { Format = ExportReport.Name(format), Written = written, LeftOut = leftOut };
    }

    /// <summary>Names records as left out that seemed to be written.</summary>
    protected void LeaveOut(IEnumerable<(string Record, string Reason)> records)
    {
        foreach (var (record, reason) in records)
        {
            leftOut.Add(new(record, reason));
            written--;
        }
    }

    /// <summary>Null where the record was written, else why not.</summary>
    protected abstract Task<string?> Write(Telling telling, CancellationToken stop);

    protected abstract Task Close(CancellationToken stop);

    sealed class GeoJsonSink : ExportSink
    {
        const int FlushBytes = 64 << 10;

        readonly GeoJsonExport export = new();
        readonly Utf8JsonWriter json;

        public GeoJsonSink(Stream output) : base(ExportFormat.GeoJson)
        {
            json = new Utf8JsonWriter(output);
            json.WriteStartObject();
            json.WriteString("type"u8, "FeatureCollection"u8);
            json.WriteStartArray("features"u8);
        }

        protected override async Task<string?> Write(Telling telling, CancellationToken stop)
        {
            if (!export.Map(telling).Try(out var feature, out var reason)) return reason;
            GeoJsonWriter.Write(json, feature);
            if (json.BytesPending > FlushBytes) await json.FlushAsync(stop);
            return null;
        }

        protected override async Task Close(CancellationToken stop)
        {
            json.WriteEndArray();
            json.WriteEndObject();
            await json.DisposeAsync();
        }
    }

    /// <summary>CAP has no container of its own: one alert is a document, several are an Atom feed (RFC 4287) that carries them.</summary>
    sealed class CapSink(Stream output) : ExportSink(ExportFormat.Cap)
    {
        (CapAlert Alert, byte[] Document)? only;
        bool isFeed;

        protected override async Task<string?> Write(Telling telling, CancellationToken stop)
        {
            if (!CapExport.Map(telling).Try(out var alert, out var reason)) return reason;
            var document = CapWriter.Write(alert);
            if (!document.IsRead) return document.Refusal.ToString();
            if (only is null && !isFeed)
            {
                only = (alert, document.Value);
                return null;
            }
            if (only is { } first)
            {
                await Begin(first.Alert.Sent, stop);
                await Entry(first.Alert, first.Document, stop);
                only = null;
            }
            await Entry(alert, document.Value, stop);
            return null;
        }

        protected override async Task Close(CancellationToken stop)
        {
            if (only is { } alone)
            {
                await output.WriteAsync(alone.Document, stop);
                return;
            }
            if (!isFeed) await Begin(CapMoment.Of(Instant.FromUnixTimeSeconds(0)), stop);
            await Text("</feed>\n", stop);
        }

        Task Begin(OffsetDateTime updated, CancellationToken stop)
        {
            isFeed = true;
            return Text($"""
                <?xml version="1.0" encoding="utf-8"?>
                <feed xmlns="http://www.w3.org/2005/Atom">
                <id>urn:tocsin:alerts</id>
                <title>Alerts</title>
                <updated>{CapMoment.Write(updated)}</updated>
                <author><name>Tocsin</name></author>

                """, stop);
        }

        async Task Entry(CapAlert alert, byte[] document, CancellationToken stop)
        {
            var title = alert.Infos is [var info, ..] ? info.Headline ?? info.Event : $"{alert.MessageType} {alert.Identifier}";
            await Text($"""
                <entry>
                <id>urn:cap:{Escape(Uri.EscapeDataString(alert.Sender))}:{Escape(Uri.EscapeDataString(alert.Identifier))}</id>
                <title>{Escape(title)}</title>
                <updated>{CapMoment.Write(alert.Sent)}</updated>
                <content type="application/cap+xml">

                """, stop);
            await output.WriteAsync(document.AsMemory(document.AsSpan().IndexOf("<alert"u8)), stop);
            await Text("</content>\n</entry>\n", stop);
        }

        static string Escape(string text) => SecurityElement.Escape(text);

        async Task Text(string text, CancellationToken stop) => await output.WriteAsync(Encoding.UTF8.GetBytes(text), stop);
    }
}
