using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;

namespace Tocsin.Node.Running;

/// <summary>A node's data folder: what stands where, and who may use it.</summary>
/// <remarks>Loss of <c>keys</c>: the node cannot sign any more; of <c>journal.db</c>: the log, until it comes back from a
/// backup; of <c>views.db</c>: nothing, it is built again. Trust: full; protect it as you protect the keys.</remarks>
public sealed class NodeFolder
{
    const string About = "node.json";

    NodeFolder(string path) => Path = path;

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>The journal's database.</summary>
    public string Journal => In("journal.db");
    /// <summary>The views' database.</summary>
    public string Views => In("views.db");
    /// <summary>The rules that the administrator keeps; absent: the built-in ones.</summary>
    public string Rules => In("rules.yaml");
    /// <summary>The channels by which officers are called, with their secrets; absent: the browser alone.</summary>
    public string Channels => System.IO.Path.Combine(Keys, "channels.yaml");
    /// <summary>What is to be delivered to officers.</summary>
    public string Deliveries => In("deliveries.db");
    /// <summary>Which programs may come in.</summary>
    public string Tokens => In("tokens.db");
    /// <summary>What became of what programs posted.</summary>
    public string Statuses => In("statuses.db");
    /// <summary>The feeds that the node asks; it may hold secrets.</summary>
    public string Feeds => System.IO.Path.Combine(Keys, "feeds.yaml");
    /// <summary>How the feeds do.</summary>
    public string FeedStates => In("feeds.json");
    /// <summary>Which contents were taken in from watched folders that cannot be written.</summary>
    public string Taken => In("taken.txt");
    /// <summary>The MISP warninglists that the node keeps, one file a list.</summary>
    public string WarningLists => In("warninglists");
    /// <summary>Where keys stand.</summary>
    public string Keys => In("keys");
    /// <summary>The keys themselves.</summary>
    internal NodeKeys KeyRing => new(Keys);
    /// <summary>Where a command finds its folder: what it was told, else TOCSIN_DATA, else the user's data folder.</summary>
    public static string Locate(string? told, Func<string, string?> variable) =>
        System.IO.Path.GetFullPath(told ?? variable("TOCSIN_DATA")
            ?? System.IO.Path.Combine(variable("XDG_DATA_HOME") ?? System.IO.Path.Combine(variable("HOME") ?? ".", ".local", "share"), "tocsin"));

    /// <summary>Whether a node was made here.</summary>
    public static bool Exists(string path) => File.Exists(System.IO.Path.Combine(path, About));

    /// <summary>Opens a folder in which a node was made.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static NodeFolder Open(string path) => Exists(path)
        ? new NodeFolder(System.IO.Path.GetFullPath(path))
        : throw new IOException($"there is no node in {path}: make one with 'tocsin init --party NAME'");

    /// <summary>Makes a node: keys first, and what says that it exists last, so that a half-made one is none.</summary>
    /// <exception cref="IOException">The folder holds a node already, or cannot be written.</exception>
    public static NodeFolder Create(string path, Founding founding, string partyName, Chance chance)
    {
        if (Exists(path)) throw new IOException($"there is a node in {path} already");
        var folder = new NodeFolder(System.IO.Path.GetFullPath(path));
        try
        {
            PrivateFolder.Create(folder.Path);
            PrivateFolder.Create(folder.Keys);
            var keys = folder.KeyRing;
            keys.Write(NodeKeys.Root, founding.Root);
            keys.Write(NodeKeys.Charter, founding.CharterKey);
            keys.Write(NodeKeys.Request, founding.RequestKey);
            keys.Write(NodeKeys.PrivateLog, founding.LogKey);
            Span<byte> secret = stackalloc byte[Share.Logs.Identity.SecretBytes];
            chance.Fill(secret);
            NodeKeys.WriteSecret(System.IO.Path.Combine(folder.Keys, "identity.key"), Convert.ToBase64String(secret));
            File.WriteAllText(folder.In("party.note"), founding.Document);
            File.WriteAllText(folder.In("charter.note"), founding.Charter);
            using (var journal = SqliteFile.Open(folder.Journal, "FULL", JournalLayout.Layout)) KeepDocuments(journal, founding);
            folder.Write(new NodeAbout(partyName, 1));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new IOException($"no node can be made in {path}: {e.Message}", e);
        }
        return folder;
    }

    /// <summary>What the node is called, and the incarnation of its log.</summary>
    public NodeAbout Read() => Whole(In(About), text => JsonSerializer.Deserialize(text, NodeJson.Default.NodeAbout)!);

    /// <summary>Replaces what the node is called, in one step.</summary>
    public void Write(NodeAbout about)
    {
        var temporary = In(About + ".tmp");
        using (var file = File.Create(temporary))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(JsonSerializer.Serialize(about, NodeJson.Default.NodeAbout) + "\n"));
            file.Flush(flushToDisk: true);      // Under the incarnation that it names heads are signed.
        }
        File.Move(temporary, In(About), overwrite: true);
    }

    /// <summary>The party document with which the node was made, signed; later ones stand among its papers.</summary>
    public string PartyNote() => File.ReadAllText(In("party.note"));

    /// <summary>The private circle's genesis charter, signed.</summary>
    public string CharterNote() => File.ReadAllText(In("charter.note"));

    /// <summary>What makes the digests of source keys.</summary>
    public Identity Identity() => Whole(System.IO.Path.Combine(Keys, "identity.key"), text => new Identity(Convert.FromBase64String(text)));

    /// <summary>Takes the folder for this process alone, until the answer is disposed of.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    public IDisposable Lock()
    {
        try
        {
            return new FileStream(In("node.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{Path} cannot be written: check its permissions", e);
        }
        catch (IOException e) when (File.Exists(In("node.lock")))
        {
            throw new IOException($"another tocsin works on {Path}: one folder, one process", e);
        }
    }

    /// <summary>Reads a file without which there is no node.</summary>
    internal static T Whole<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(File.ReadAllText(path));
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException or CryptographicException)
        {
            throw new IOException($"{path} is damaged: bring it back from a backup ({e.Message})", e);
        }
    }

    static void KeepDocuments(SqliteFile journal, Founding founding)
    {
        using var shelf = new PaperShelf(new SqlitePapers(journal));
        foreach (var note in new[] { founding.FirstDocument, founding.Document }) shelf.Keep(Share.Parties.PartyNote.Read(note).Value, CancellationToken.None).GetAwaiter().GetResult();
    }

    string In(string name) => System.IO.Path.Combine(Path, name);
}

/// <summary>What a node is called, and the incarnations of its logs.</summary>
/// <param name="Party">The party's name when the node was made.</param>
/// <param name="Incarnation">Of its private log, from 1; a higher one after each restore.</param>
public sealed record NodeAbout(string Party, int Incarnation)
{
    /// <summary>The incarnation of its log in each other circle, by the circle's id.</summary>
    public IReadOnlyDictionary<string, int> Circles { get; init => field = value ?? ImmutableSortedDictionary<string, int>.Empty; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Whether it was restored from a backup: then it signs nothing that partners may hold signed already before it has heard from them.</summary>
    public bool IsRestored { get; init; }

    /// <summary>The circles, by their ids, in which it has heard from every other member since.</summary>
    public IReadOnlyList<string> Heard { get; init => field = value ?? []; } = [];

    /// <summary>The members whose word an administrator does not wait for: they are gone for good.</summary>
    public IReadOnlyList<GoneMember> Gone { get; init => field = value ?? []; } = [];

    /// <summary>The same with another incarnation of the log in a circle.</summary>
    public NodeAbout With(string circle, int incarnation) => this with { Circles = new SortedDictionary<string, int>(Circles.ToDictionary(), StringComparer.Ordinal) { [circle] = incarnation } };

    /// <summary>The zone in which the console shows times beside UTC, by its name in the IANA database; nothing: the machine's.</summary>
    public string? Zone { get; init; }
}

/// <summary>A member of a circle that will never answer again.</summary>
/// <param name="Circle">The circle's id.</param>
/// <param name="Party">The party's id.</param>
public sealed record GoneMember(string Circle, string Party);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NodeAbout))]
sealed partial class NodeJson : JsonSerializerContext;
