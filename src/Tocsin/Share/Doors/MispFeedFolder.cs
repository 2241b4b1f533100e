using System.Text.Json;
using Tocsin.Formats;
using Tocsin.Formats.Misp;

namespace Tocsin.Share.Doors;

/// <summary>A MISP feed in a folder: manifest.json, which names events by their UUIDs, and a file for each. Its hashes.csv is not read: it repeats the events.</summary>
sealed class MispFeedFolder
{
    const string Manifest = "manifest.json";

    readonly string folder;
    readonly ImmutableArray<string> events;

    MispFeedFolder(string folder, ImmutableArray<string> events) => (this.folder, this.events) = (folder, events);

    /// <summary>Whether a path is a folder with a manifest.</summary>
    public static bool IsOne(string path) => File.Exists(Path.Combine(path, Manifest));

    /// <summary>Reads the manifest; or says why it does not read.</summary>
    public static Log.Parsed<MispFeedFolder> Open(string path)
    {
        if (!Directory.Exists(path)) return new("a MISP feed is a folder");
        try
        {
            using var file = File.OpenRead(Path.Combine(path, Manifest));
            if (file.Length > FormatLimits.JsonItemBytesMax) return new($"the manifest is longer than {FormatLimits.JsonItemBytesMax >> 20} MiB");
            using var manifest = JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = FormatLimits.JsonDepthMax });
            if (manifest.RootElement.ValueKind != JsonValueKind.Object) return new("the manifest is no JSON object");
            return new(new MispFeedFolder(path, [.. manifest.RootElement.EnumerateObject().Select(each => each.Name)]));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new("the folder has no manifest.json");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new($"the manifest cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new("the manifest is no JSON that is well-formed");
        }
    }

    /// <summary>Every event in the manifest's order, each place behind the file's name. A file that is missing costs itself alone.</summary>
    public IEnumerable<DoorItem> Read(DoorTerms terms)
    {
        foreach (var name in events)
        {
            // Only a UUID names a file: nothing leads out of the folder.
            if (!Guid.TryParseExact(name, "D", out _))
            {
                yield return new DoorItem(Manifest, null, $"'{(name.Length <= 60 ? name : name[..60] + "...")}' is no UUID: it names no event", []);
                continue;
            }
            if (!SourceFile.Open(Path.Combine(folder, name + ".json")).Try(out var file, out var reason))
            {
                yield return new DoorItem($"{name}.json", null, reason, []);
                continue;
            }
            using (file)
                foreach (var item in DoorItem.Map(MispReader.Read(file), terms, MispDoor.Map))
                    yield return item with { At = $"{name}.json: {item.At}", Repairs = [.. item.Repairs.Select(repair => repair with { At = $"{name}.json: {repair.At}" })] };
        }
    }
}
