using System.Text.Json;
using Tocsin.Node.Running;

namespace Tocsin.Node.Demo;

/// <summary>USGS's own feed of the first week of February 2018, given out as it would have come: each part up to a time.</summary>
sealed class SampleFeed : IDisposable
{
    readonly JsonDocument feed;
    readonly List<(Instant Time, JsonElement Feature)> waiting;

    public SampleFeed()
    {
        using var file = File.OpenRead(World.Sample("earthquakes-2018-02.json"));
        feed = JsonDocument.Parse(file);
        waiting = [.. feed.RootElement.GetProperty("features").EnumerateArray()
            .Select(feature => (Instant.FromUnixTimeMilliseconds(feature.GetProperty("properties").GetProperty("time").GetInt64()), feature))
            .OrderBy(each => each.Item1)];
    }

    /// <summary>The earthquakes that had happened by then and were not given out yet, in the shape of the feed.</summary>
    public Stream Until(Instant time)
    {
        var part = new MemoryStream();
        using (var json = new Utf8JsonWriter(part))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "FeatureCollection"u8);
            json.WritePropertyName("metadata"u8);
            feed.RootElement.GetProperty("metadata").WriteTo(json);
            json.WriteStartArray("features"u8);
            foreach (var (_, feature) in waiting.TakeWhile(each => each.Time <= time)) feature.WriteTo(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        waiting.RemoveAll(each => each.Time <= time);
        part.Position = 0;
        return part;
    }

    public void Dispose() => feed.Dispose();
}
