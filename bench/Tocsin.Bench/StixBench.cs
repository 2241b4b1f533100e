using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Formats;
using Tocsin.Formats.Misp;
using Tocsin.Formats.Stix;
using Tocsin.Share.Doors;

namespace Tocsin.Bench;

/// <summary>STIX bundles and MISP events: bytes to values, and to drafts. The reference is a JsonDocument of the same bytes.</summary>
static class StixBench
{
    const int Rounds = 3;

    public static void Run(int objects)
    {
        var (stix, misp) = (Stix(objects), Misp(objects / 4));
        var terms = new DoorTerms(NodaTime.Instant.FromUtc(2026, 11, 22, 0, 0), "bench");
        Say("STIX, reference: JsonDocument", stix, bytes => { using var document = JsonDocument.Parse(bytes); return document.RootElement.GetProperty("objects").GetArrayLength(); });
        Say("STIX to values", stix, bytes => Count(StixReader.Read(new MemoryStream(bytes))));
        Say("STIX to drafts, patterns read", stix, bytes => DoorFormats.Read(FileFormat.Stix, new MemoryStream(bytes), terms).Count(item => item.Draft is not null));
        Say("MISP, reference: JsonDocument", misp, bytes => { using var document = JsonDocument.Parse(bytes); return document.RootElement.GetProperty("response").GetArrayLength(); });
        Say("MISP to values", misp, bytes => Count(MispReader.Read(new MemoryStream(bytes))));
        Say("MISP to drafts", misp, bytes => DoorFormats.Read(FileFormat.Misp, new MemoryStream(bytes), terms).Count(item => item.Draft is not null));
    }

    static int Count<T>(IEnumerable<Item<T>> items) => items.Count(item => item is Item<T>.Read);

    /// <summary>The best of a few rounds: on a shared machine the others say how busy it was.</summary>
    static void Say(string figure, byte[] bytes, Func<byte[], int> read)
    {
        var (best, count) = (double.MaxValue, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            count = read(bytes);
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        Figures.Say("stix", figure, bytes.Length / best / 1e6, "MB/s", string.Create(CultureInfo.InvariantCulture, $"{count:N0} items, {count / best:N0} a second"));
    }

    /// <summary>A third indicators with patterns, a third relationships, a third malware with a description, as an indented file has them.</summary>
    static byte[] Stix(int objects)
    {
        var text = new StringBuilder("{\n  \"type\": \"bundle\",\n  \"id\": \"bundle--2ac7882f-76a3-4a9b-97b3-811b3af1c7c0\",\n  \"objects\": [");
        for (var i = 0; i < objects; i++)
        {
            var uuid = string.Create(CultureInfo.InvariantCulture, $"{i:x8}-06ce-492e-8472-2b52ccb53191");
            text.Append(i == 0 ? "\n" : ",\n").Append(CultureInfo.InvariantCulture, $"    {{\n      \"spec_version\": \"2.1\",\n      \"created_by_ref\": \"identity--39012926-a052-44c4-ae48-caaf4a10ee6e\",\n      \"created\": \"2017-02-27T13:57:10.515Z\",\n      \"modified\": \"2017-02-27T13:57:10.515Z\",\n");
            text.Append((i % 3) switch
            {
                0 => $"      \"type\": \"indicator\",\n      \"id\": \"indicator--{uuid}\",\n      \"name\": \"Malicious URL\",\n      \"indicator_types\": [\n        \"malicious-activity\"\n      ],\n      \"pattern\": \"[url:value = 'http://h{i}.example/a' OR domain-name:value = 'h{i}.example']\",\n      \"pattern_type\": \"stix\",\n      \"valid_from\": \"2015-06-29T09:10:15.915Z\"\n    }}",
                1 => $"      \"type\": \"relationship\",\n      \"id\": \"relationship--{uuid}\",\n      \"relationship_type\": \"indicates\",\n      \"source_ref\": \"indicator--{uuid}\",\n      \"target_ref\": \"malware--{uuid}\"\n    }}",
                _ => $"      \"type\": \"malware\",\n      \"id\": \"malware--{uuid}\",\n      \"name\": \"Sample {i}\",\n      \"is_family\": true,\n      \"description\": \"{new string('x', 200)} \\\"quoted\\\" and \\u00e9\"\n    }}",
            });
        }
        return Encoding.UTF8.GetBytes(text.Append("\n  ]\n}\n").ToString());
    }

    /// <summary>Events of 200 attributes.</summary>
    static byte[] Misp(int attributes)
    {
        var text = new StringBuilder("{\"response\": [");
        for (var i = 0; i < attributes; i++)
        {
            if (i % 200 == 0)
                text.Append(i == 0 ? "" : "]}},").Append(CultureInfo.InvariantCulture, $"{{\"Event\": {{\"uuid\": \"{i:x8}-c548-4654-af0b-4be3950d210f\", \"info\": \"Ransomware\", \"timestamp\": \"1472541011\", \"threat_level_id\": \"3\", \"Orgc\": {{\"name\": \"CIRCL\"}}, \"Attribute\": [");
            else text.Append(", ");
            text.Append(CultureInfo.InvariantCulture, $"{{\"category\": \"Payload delivery\", \"comment\": \"Imported via the Freetext Import Tool\", \"uuid\": \"{i:x8}-0560-4146-bfaa-40e802de0b81\", \"timestamp\": \"1472540684\", \"to_ids\": true, \"value\": \"{(i % 2 == 0 ? $"h{i}.example" : i.ToString("x64", CultureInfo.InvariantCulture))}\", \"type\": \"{(i % 2 == 0 ? "domain" : "sha256")}\", \"SharingGroup\": [], \"ShadowAttribute\": []}}");
        }
        return Encoding.UTF8.GetBytes(text.Append("]}}]}").ToString());
    }
}
