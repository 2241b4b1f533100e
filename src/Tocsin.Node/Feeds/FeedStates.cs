using System.Text.Json;
using System.Text.Json.Serialization;
using Tocsin.Node.Cli;
using Tocsin.Warn.Feeds;

namespace Tocsin.Node.Feeds;

/// <summary>How each feed does, by its name, over restarts.</summary>
/// <remarks>Loss: every feed is asked at once and without conditions, and what it says again is a duplicate. Trust: whoever writes here can put a feed off
/// for a day at most.</remarks>
sealed class FeedStates(string path)
{
    readonly Lock alone = new();
    readonly SortedDictionary<string, FeedHealth> states = Read(path);

    /// <summary>How a feed does; unasked, where what is kept was the answer to another question.</summary>
    public FeedHealth Of(UrlFeed feed)
    {
        lock (alone) return states.TryGetValue(feed.Name, out var known) && known.Question == feed.Question ? known : FeedHealth.Unasked;
    }

    /// <summary>Keeps how a feed does.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Keep(UrlFeed feed, FeedHealth health)
    {
        lock (alone)
        {
            states[feed.Name] = health with { Question = feed.Question };
            File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(states, FeedJson.Default.SortedDictionaryStringFeedHealth));
            File.Move(path + ".tmp", path, overwrite: true);
        }
    }

    static SortedDictionary<string, FeedHealth> Read(string path)
    {
        try { return File.Exists(path) ? new(JsonSerializer.Deserialize(File.ReadAllText(path), FeedJson.Default.SortedDictionaryStringFeedHealth)!, StringComparer.Ordinal) : new(StringComparer.Ordinal); }
        catch (JsonException) { return new(StringComparer.Ordinal); }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantText)])]
[JsonSerializable(typeof(SortedDictionary<string, FeedHealth>))]
sealed partial class FeedJson : JsonSerializerContext;
