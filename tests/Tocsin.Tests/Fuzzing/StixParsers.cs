using System.Text;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Stix.Patterns;

namespace Tocsin.Tests.Fuzzing;

/// <summary>STIX objects, which go out as they came in, and patterns, which are matched.</summary>
static class StixParsers
{
    public static readonly string[] PatternFiles =
    [
        "[domain-name:value = 'a.example' OR ipv4-addr:value ISSUBSET '10.0.0.0/8'] FOLLOWEDBY [file:hashes.'SHA-256' IN ('a', 'b')] WITHIN 5 SECONDS",
        "([file:name MATCHES '^a.*\\\\.exe$' AND NOT file:size > 10] REPEATS 5 TIMES) START t'2014-06-29T00:00:00Z' STOP t'2014-07-05T00:00:00Z'",
        "[network-traffic:dst_ref.value = '203.0.113.33/32' AND network-traffic:extensions.'http-ext'.request_header[*].x LIKE '%a_' AND a:b[1] != h'ff' AND a:c = b'AA==' AND a:d = true AND a:e >= 1.5] OR [EXISTS url:value]",
    ];

    static readonly Lazy<StixObserved> Observed = new(() => StixObserved.Of(FormatObjects("""
        {"type":"bundle","id":"bundle--4f1ed1a0-0f8d-4a43-8c1b-1f8f0d6c7a11","objects":[
        {"type":"domain-name","spec_version":"2.1","id":"domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7","value":"a.example"},
        {"type":"file","spec_version":"2.1","id":"file--9f1ed1a0-0f8d-4a43-8c1b-1f8f0d6c7a12","name":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.exe","size":25,"hashes":{"SHA-256":"b"}}]}
        """)));

    public static Reading Objects(byte[] bytes)
    {
        var items = StixReader.Read(new MemoryStream(bytes)).ToList();
        var read = items.OfType<Item<StixObject>.Read>().Select(item => item.Value).ToList();
        foreach (var each in read)
        {
            StixHeader.Read(each.Json);
            StixHeader.IsLabelled(each.Json, "x");
            foreach (var changed in new[] { StixMarking.Mark(each.Json, TrafficLight.Amber), StixMarking.Revoke(each.Json, Instant.FromUtc(2026, 1, 1, 0, 0)) })
                if (FormatObjects($"{{\"type\":\"bundle\",\"objects\":[{changed}]}}") is not [{ } one] || one.Id != each.Id) throw new UnreasonableException($"an object that was marked or revoked is refused:\n{changed}");
        }
        _ = FormatParsers.Items(items);
        return read.Count == 0 ? Reading.Refused : new(true, Encoding.UTF8.GetBytes($"{{\"type\":\"bundle\",\"objects\":[{string.Join(',', read.Select(each => each.Json))}]}}"));
    }

    public static Reading Pattern(byte[] bytes)
    {
        var parsed = StixPattern.Parse(Encoding.UTF8.GetString(bytes));
        if (!parsed.IsRead)
        {
            FormatParsers.Reasonable(parsed.Refusal);
            return Reading.Refused;
        }
        _ = PatternKeys.Of(parsed.Value).Length + PatternValues.Of(parsed.Value).Length;
        PatternMatching.Match(parsed.Value, [Observed.Value]);
        foreach (var element in Observed.Value.Objects) _ = PatternKeys.Of(element);
        foreach (var test in parsed.Value.Tests) _ = test.Path.ToString();
        return Reading.Of(true);
    }

    static List<StixObject> FormatObjects(string bundle) => [.. StixReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(bundle))).OfType<Item<StixObject>.Read>().Select(item => item.Value)];
}
