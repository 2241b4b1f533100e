using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Misp;

/// <summary>An event that a feed's manifest names.</summary>
/// <param name="Name">As the manifest writes it: a UUID, where it is one.</param>
/// <param name="Timestamp">When the event was last changed, in seconds since 1970; 0 where the manifest does not say.</param>
public readonly record struct MispManifestEvent(string Name, long Timestamp)
{
    /// <summary>Its UUID, in lower case; nothing where the name is none. Only a UUID names a file: nothing leads out of the feed.</summary>
    public string? Uuid => Guid.TryParseExact(Name, "D", out var uuid) ? uuid.ToString() : null;

    /// <summary>A name that is no UUID, as far as it is repeated.</summary>
    public string Shown => Name.Length <= 60 ? Name : Name[..60] + "...";
}

/// <summary>The manifest of a MISP feed: which events it has, each under its UUID.</summary>
public static class MispManifest
{
    /// <summary>The file's name in the feed.</summary>
    public const string FileName = "manifest.json";

    /// <summary>Reads it, in its own order. It has at most <see cref="FormatLimits.JsonItemBytesMax"/> bytes.</summary>
    /// <exception cref="IOException">The stream does not read.</exception>
    public static Parsed<ImmutableArray<MispManifestEvent>> Read(Stream bytes)
    {
        if (bytes.Length > FormatLimits.JsonItemBytesMax) return Refuse($"the manifest is longer than {FormatLimits.JsonItemBytesMax >> 20} MiB");
        try
        {
            using var manifest = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = FormatLimits.JsonDepthMax });
            if (manifest.RootElement.ValueKind != JsonValueKind.Object) return Refuse("the manifest is no JSON object");
            return new([.. manifest.RootElement.EnumerateObject().Select(each => new MispManifestEvent(each.Name, Seconds(each.Value)))]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Refuse("the manifest is no JSON that is well-formed");
        }
    }

    static long Seconds(JsonElement entry) => entry.Number("timestamp") is { } seconds and > 0 && seconds < Instant.MaxValue.ToUnixTimeSeconds() ? seconds : 0;

    static Parsed<ImmutableArray<MispManifestEvent>> Refuse(string reason) => new(new Refusal(FileName, reason));
}
