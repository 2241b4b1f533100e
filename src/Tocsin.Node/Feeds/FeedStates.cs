using System.Text.Json;
using System.Text.Json.Serialization;
using Tocsin.Node.Cli;
using Tocsin.Node.Running;
using Tocsin.Warn.Feeds;

namespace Tocsin.Node.Feeds;

/// <summary>How each feed does, by its name, over restarts.</summary>
/// <param name="path">The file.</param>
/// <param name="pinnedIn">The folder of <c>feeds.yaml</c>, in which certificates may stand.</param>
/// <remarks>Loss: every feed is asked at once and without conditions, and what it says again is a duplicate. Trust: whoever writes here can put a feed off
/// for a day at most.</remarks>
sealed class FeedStates(string path, string pinnedIn)
{
    readonly Lock alone = new();
    readonly SortedDictionary<string, FeedHealth> states = Read(path);

    /// <summary>Those of a node.</summary>
    public static FeedStates Of(NodeFolder folder) => new(folder.FeedStates, Path.GetDirectoryName(folder.Feeds)!);

    /// <summary>How a feed does; unasked, where what is kept was the answer to another question.</summary>
    public FeedHealth Of(Feed feed)
    {
        var question = Question(feed);
        lock (alone) return states.TryGetValue(feed.Name, out var known) && known.Question == question ? known : FeedHealth.Unasked with { Question = question };
    }

    /// <summary>Keeps how a feed does, which <see cref="Of(Feed)"/> said before: it is the answer to what was asked then.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Keep(Feed feed, FeedHealth health)
    {
        lock (alone)
        {
            states[feed.Name] = health;
            File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(states, FeedJson.Default.SortedDictionaryStringFeedHealth));
            File.Move(path + ".tmp", path, overwrite: true);
        }
    }

    /// <summary>What is asked, and by which certificates it is judged: what was refused for a signature is judged anew once their file says another thing. The files of a folder are gone.</summary>
    string Question(Feed feed) => feed is UrlFeed { SignedBy: { } file } ? $"{feed.Question} {PinnedCertificates.DigestOf(Path.Combine(pinnedIn, file))}" : feed.Question;

    static SortedDictionary<string, FeedHealth> Read(string path)
    {
        try { return File.Exists(path) ? new(JsonSerializer.Deserialize(File.ReadAllText(path), FeedJson.Default.SortedDictionaryStringFeedHealth)!, StringComparer.Ordinal) : new(StringComparer.Ordinal); }
        catch (JsonException) { return new(StringComparer.Ordinal); }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantText)])]
[JsonSerializable(typeof(SortedDictionary<string, FeedHealth>))]
sealed partial class FeedJson : JsonSerializerContext;
