using Tocsin.Share.Doors;

namespace Tocsin.Node.Doors;

/// <summary>Where a watched folder's files go.</summary>
sealed class TakenFiles(string folder)
{
    static readonly string[] Rooms = ["taken", "refused"];

    /// <summary>Makes the folders that files are moved to; says why that cannot be.</summary>
    public string? Prepare()
    {
        try
        {
            foreach (var room in Rooms)
                if (Directory.CreateDirectory(Path.Combine(folder, room)).LinkTarget is not null)
                    return $"{Path.Combine(folder, room)} is a link, and links are not followed";
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the folder cannot be written: {e.Message}";
        }
    }

    /// <summary>Puts the report in its place, then moves the file beside it; a name that is taken is numbered.</summary>
    public Log.Parsed<FileInfo> Move(FileInfo file, ImportReport report, bool any)
    {
        try
        {
            var target = Free(Path.Combine(folder, any ? "taken" : "refused"), file);
            File.WriteAllText(target + ".report.json", report.ToJson() + "\n");
            File.Move(file.FullName, target);
            return new(new FileInfo(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new($"it cannot be moved: {e.Message}");
        }
    }

    static string Free(string room, FileInfo file)
    {
        var (name, ending) = (Path.GetFileNameWithoutExtension(file.Name), file.Extension);
        var target = Path.Combine(room, file.Name);
        for (var number = 2; File.Exists(target); number++) target = Path.Combine(room, $"{name}-{number}{ending}");
        return target;
    }
}
