using Tocsin.Formats.Misp;

namespace Tocsin.Share.Doors;

/// <summary>A MISP feed in a folder: manifest.json, which names events by their UUIDs, and a file for each. Its hashes.csv is not read: it repeats the events.</summary>
sealed class MispFeedFolder
{
    readonly string folder;
    readonly ImmutableArray<MispManifestEvent> events;

    MispFeedFolder(string folder, ImmutableArray<MispManifestEvent> events) => (this.folder, this.events) = (folder, events);

    /// <summary>Whether a path is a folder with a manifest.</summary>
    public static bool IsOne(string path) => File.Exists(Path.Combine(path, MispManifest.FileName));

    /// <summary>Reads the manifest; or says why it does not read.</summary>
    public static Log.Parsed<MispFeedFolder> Open(string path)
    {
        if (!Directory.Exists(path)) return new("a MISP feed is a folder");
        try
        {
            using var file = File.OpenRead(Path.Combine(path, MispManifest.FileName));
            var manifest = MispManifest.Read(file);
            return manifest.IsRead ? new(new MispFeedFolder(path, manifest.Value)) : new(manifest.Refusal.Reason);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new("the folder has no manifest.json");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new($"the manifest cannot be read: {e.Message}");
        }
    }

    /// <summary>Every event in the manifest's order, each place behind the file's name. A file that is missing costs itself alone.</summary>
    public IEnumerable<DoorItem> Read(DoorTerms terms)
    {
        foreach (var named in events)
        {
            if (named.Uuid is null)
            {
                yield return new DoorItem(MispManifest.FileName, null, $"'{named.Shown}' is no UUID: it names no event", []);
                continue;
            }
            if (!SourceFile.Open(Path.Combine(folder, named.Name + ".json")).Try(out var file, out var reason))
            {
                yield return new DoorItem($"{named.Name}.json", null, reason, []);
                continue;
            }
            using (file)
                foreach (var item in DoorItem.Map(MispReader.Read(file), terms, MispDoor.Map))
                    yield return item with { At = $"{named.Name}.json: {item.At}", Repairs = [.. item.Repairs.Select(repair => repair with { At = $"{named.Name}.json: {repair.At}" })] };
        }
    }
}
