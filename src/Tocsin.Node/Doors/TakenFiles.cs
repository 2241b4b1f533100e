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

    /// <summary>Puts the report in its place, then moves the file beside it; a name that either of them finds taken is numbered,
    /// and nothing that lies there, links included, is written into.</summary>
    public Log.Parsed<FileInfo> Move(FileInfo file, ImportReport report, bool any)
    {
        try
        {
            var target = Free(Path.Combine(folder, any ? "taken" : "refused"), file);
            using (var written = new StreamWriter(new FileStream(ReportOf(target), FileMode.CreateNew, FileAccess.Write))) written.Write(report.ToJson() + "\n");
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
        for (var number = 2; IsTaken(target) || IsTaken(ReportOf(target)); number++) target = Path.Combine(room, $"{name}-{number}{ending}");
        return target;
    }

    static string ReportOf(string target) => target + ".report.json";

    /// <summary>A link that leads nowhere takes a name too.</summary>
    static bool IsTaken(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
