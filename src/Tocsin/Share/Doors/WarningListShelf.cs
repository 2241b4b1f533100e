using System.Security.Cryptography;
using Tocsin.Formats.Misp;

namespace Tocsin.Share.Doors;

/// <summary>The MISP warninglists that a node keeps, one file a list. What stands in one of them does not ring, and its record says so.</summary>
/// <remarks>Loss: what is taken in from then on rings where it did not before. Trust: whoever writes here can silence values. The lists
/// are held against records while they come in, so that a record says itself why it is silent, and a rebuild comes to the same.</remarks>
public sealed class WarningListShelf
{
    readonly string? folder;
    readonly Lock change = new();
    ImmutableSortedDictionary<string, WarningList> lists;

    WarningListShelf(string? folder, ImmutableSortedDictionary<string, WarningList> lists, IReadOnlyList<string> faults) => (this.folder, this.lists, Faults) = (folder, lists, faults);

    /// <summary>No lists, and no place for any.</summary>
    public static WarningListShelf None { get; } = new(null, ImmutableSortedDictionary<string, WarningList>.Empty, []);

    /// <summary>The lists, in the order of their files' names.</summary>
    public IEnumerable<WarningList> Lists => lists.Values;

    /// <summary>Which files do not read, and why: they silence nothing.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>Reads the lists of a folder; where there is none it is made with the first list. A file that does not read costs itself alone.</summary>
    public static WarningListShelf Open(string folder)
    {
        var (lists, faults) = (ImmutableSortedDictionary.CreateBuilder<string, WarningList>(StringComparer.Ordinal), new List<string>());
        foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [])
        {
            try
            {
                using var file = File.OpenRead(path);
                var read = WarningList.Read(file);
                if (read.IsRead) lists[Path.GetFileName(path)] = read.Value;
                else faults.Add($"{path} is no warning list that reads, and silences nothing: {read.Refusal}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                faults.Add($"{path} cannot be read, and silences nothing: {e.Message}");
            }
        }
        return new WarningListShelf(folder, lists.ToImmutable(), faults);
    }

    /// <summary>In one sentence, which list names a value; nothing where none does.</summary>
    public string? Naming(string type, string value)
    {
        foreach (var list in lists.Values)
            if (list.Contains(type, value)) return $"it stands in the warning list '{list.Name}': it is met everywhere";
        return null;
    }

    /// <summary>Takes a list in; one of the same name gives way to it.</summary>
    internal async Task Take(Stream bytes, ImportTally tally, CancellationToken stop)
    {
        using var whole = new MemoryStream();
        await bytes.CopyToAsync(whole, stop);
        whole.Position = 0;
        var read = WarningList.Read(whole);
        var fault = !read.IsRead ? read.Refusal.Reason
            : folder is null ? "there is no node here that keeps warning lists"
            : lists.Count >= Limits.WarningListsMax && !lists.ContainsKey(FileOf(read.Value)) ? $"a node keeps at most {Limits.WarningListsMax} warning lists"
            : whole.Length > Limits.WarningListBytesMax ? $"a warning list has at most {Limits.WarningListBytesMax >> 20} MiB" : null;
        tally.Read(new DoorItem(read.IsRead ? "the list" : read.Refusal.At, null, fault, read.Repairs));
        if (fault is null) Keep(read.Value, whole.ToArray(), tally);
    }

    void Keep(WarningList list, byte[] bytes, ImportTally tally)
    {
        lock (change)
        {
            var (name, path) = (FileOf(list), Path.Combine(folder!, FileOf(list)));
            var isKnown = lists.ContainsKey(name);
            if (isKnown && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
            {
                tally.Duplicate();
                return;
            }
            Directory.CreateDirectory(folder!);
            File.WriteAllBytes(path + ".part", bytes);
            File.Move(path + ".part", path, overwrite: true);
            lists = lists.SetItem(name, list);
            if (isKnown) tally.Revise();
            else tally.Accept();
        }
    }

    /// <summary>The name tells people apart what the digest tells the file system.</summary>
    static string FileOf(WarningList list)
    {
        var word = new string([.. list.Name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(40)]).Trim('-');
        return $"{word}-{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(list.Name)).AsSpan(0, 4))}.json";
    }
}
