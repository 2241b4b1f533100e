using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Formats;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>How a file is taken in.</summary>
public sealed record ImportOptions
{
    /// <summary>What the file is; unknown: it is recognised by its content.</summary>
    public FileFormat Format { get; init; }

    /// <summary>Whose list it is, for sources that do not name themselves; nothing: the file's name without its ending.</summary>
    public string? Publisher { get; init; }

    /// <summary>What is said of a file of counts that does not say it itself.</summary>
    public CountSettings Counts { get; init; } = CountSettings.None;

    /// <summary>Values that are met everywhere.</summary>
    public WarningListShelf Lists { get; init; } = WarningListShelf.None;

    /// <summary>Whether a warning list that comes in is kept: only where somebody of this node hands it in, since it silences for all circles.</summary>
    public bool KeepsLists { get; init; }

    /// <summary>Whether somebody answers for it that a shared circle may have what its source restricts: TLP:RED, MISP's distributions 0 and 4.</summary>
    public bool WithRestricted { get; init; }

    /// <summary>The pseudonym of who hands it in, which every record of it then bears; nothing: the records do not say.</summary>
    public string? Officer { get; init; }

    /// <summary>Whose signatures on CAP alerts are believed.</summary>
    public CapTrust Signatures { get; init; } = CapTrust.None;

    /// <summary>Until when the rows of a list of persons are kept beside its counts, UTC; nothing: they are not kept.</summary>
    public Instant? KeepRowsUntil { get; init; }

    /// <summary>The salt of the circle under which the values of a list of indicators are told as hashes; nothing: they are told as they are.</summary>
    public ValueSalt? Salt { get; init; }

    /// <summary>Waited for before each full chunk is appended: see <see cref="Views.Pace"/>.</summary>
    public Func<CancellationToken, Task> Pace { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Told how many items have been read, once for each chunk.</summary>
    public Action<long> Progress { get; init; } = static _ => { };
}

/// <summary>Takes files into a log: recognise, read, map, append. A broken item never stops the rest.</summary>
/// <param name="journal">The log's journal.</param>
/// <param name="terms">The circle's terms: a marking of the source's that is laxer gives way to the charter's.</param>
/// <param name="clock">Gives the time of reading.</param>
public sealed class Importer(Journal journal, CircleTerms terms, TimeProvider clock)
{
    /// <summary>Drafts that are handed to the journal at once.</summary>
    public const int ChunkDrafts = 1_000;

    /// <summary>Chunks that are sealed and committed while the next one is parsed.</summary>
    public const int ChunksInFlight = 8;

    const string NotSigned = "alerts (CAP) signed by a pinned certificate are expected here: other formats bear no signature";

    // Other formats keep the source's own words, the values among them.
    const string NotHashed = "only a list of indicators is taken in with its values as hashes; other formats say the values elsewhere too";

    /// <summary>Takes in a file of the disk. What is wrong with the file is told in the report.</summary>
    public async Task<ImportReport> Import(string path, ImportOptions options, CancellationToken stop)
    {
        if (MispFeedFolder.IsOne(path) || options.Format == FileFormat.MispFeed) return await ImportFeed(path, options, stop);
        if (SourceFile.Open(path).Try(out var file, out var reason))
            await using (file) return await Import(file, path, options, stop);
        var tally = new ImportTally(path, options.Format);
        tally.Fail("file", reason);
        return tally.Report();
    }

    /// <summary>Takes in a stream, which stays open.</summary>
    public async Task<ImportReport> Import(Stream bytes, string fileName, ImportOptions options, CancellationToken stop)
    {
        var tally = new ImportTally(fileName, options.Format);
        try
        {
            var format = options.Format;
            if (format == FileFormat.Unknown)
            {
                (var recognised, bytes) = await SourceFile.Recognise(bytes, fileName, stop);
                format = recognised.Format;
                tally = new ImportTally(fileName, format);
                if (format == FileFormat.Unknown) tally.Fail("file", recognised.Reason);
            }
            if (format == FileFormat.Unknown) return tally.Report();
            if (Objection(format, options) is { } objection) tally.Fail("file", objection);
            else if (format == FileFormat.MispWarningList && options.KeepsLists) await options.Lists.Take(bytes, tally, stop);
            else await Take(Items(format, bytes, TermsOf(fileName, options), options.Officer), tally, options, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            tally.Fail("file", $"the file cannot be read on: {e.Message}");
        }
        return tally.Report();
    }

    DoorTerms TermsOf(string fileName, ImportOptions options) =>
        new(clock.Now(), options.Publisher ?? Path.GetFileNameWithoutExtension(fileName)) { Counts = options.Counts, KeepRowsUntil = options.KeepRowsUntil, Lists = options.Lists, Salt = options.Salt, Signatures = options.Signatures };

    /// <summary>Why no file of a format is taken in as it is asked for; nothing where it may be.</summary>
    static string? Objection(FileFormat format, ImportOptions options) =>
        !options.Signatures.Pins.IsEmpty && format != FileFormat.Cap ? NotSigned
        : options.Salt is not null && format != FileFormat.Indicators ? NotHashed : null;

    /// <summary>A folder of MISP events with their manifest.</summary>
    async Task<ImportReport> ImportFeed(string path, ImportOptions options, CancellationToken stop)
    {
        var tally = new ImportTally(path, FileFormat.MispFeed);
        if (Objection(FileFormat.MispFeed, options) is { } objection) tally.Fail("file", objection);
        else if (MispFeedFolder.Open(path).Try(out var feed, out var reason)) await Take(feed.Read(TermsOf(path, options)), tally, options, stop);
        else tally.Fail("manifest.json", reason);
        return tally.Report();
    }

    static IEnumerable<DoorItem> Items(FileFormat format, Stream bytes, DoorTerms terms, string? officer)
    {
        var items = DoorFormats.Read(format, bytes, terms);
        return officer is null ? items : items.Select(item => item.By(officer));
    }

    /// <summary>Up to <see cref="ChunksInFlight"/> chunks are on their way, in order, while the next is parsed here.</summary>
    async Task Take(IEnumerable<DoorItem> items, ImportTally tally, ImportOptions options, CancellationToken stop)
    {
        var flying = new Queue<Chunk>();
        var said = new HashSet<UInt128>();
        var chunk = new Chunk();
        string? broken = null;
        try
        {
            foreach (var each in items)
            {
                var item = each.Draft is { } wanted && !options.WithRestricted && terms.Objection(wanted) is { } objection ? each with { Draft = null, Refused = objection } : each;
                tally.Read(item);
                if (item.Draft is not { } draft)
                {
                    if (item.Refused is null) tally.Thin();
                    continue;
                }
                if (IsSaid(draft, said))
                {
                    tally.Duplicate();
                    continue;
                }
                chunk.Add(item.At, terms.Marked(draft));
                if (chunk.Drafts.Count < ChunkDrafts) continue;
                options.Progress(tally.ItemsRead);
                if (flying.Count == ChunksInFlight && !await Settle(flying, tally)) return;
                await options.Pace(stop);
                flying.Enqueue(chunk.Send(journal, stop));
                chunk = new Chunk();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            broken = $"the file does not read on: {e.Message}";
        }
        if (chunk.Drafts.Count > 0) flying.Enqueue(chunk.Send(journal, stop));
        while (flying.Count > 0)
            if (!await Settle(flying, tally)) return;
        if (broken is not null) tally.Fail($"after item {tally.ItemsRead}", broken);
        options.Progress(tally.ItemsRead);
    }

    /// <summary>Whether this file has told of the same thing before. Without versions nobody knows which telling is the
    /// newer one, so the first one stands, and the same file taken in twice changes nothing.</summary>
    static bool IsSaid(Draft draft, HashSet<UInt128> said)
    {
        if (draft.Source?.Key is not { Version: null } key) return false;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Sender}\0{key.Keys[0]}"), digest);
        return !said.Add(BinaryPrimitives.ReadUInt128BigEndian(digest));
    }

    /// <summary>Waits for the oldest chunk. False once the store has failed: then the rest is named as not taken.</summary>
    static async Task<bool> Settle(Queue<Chunk> flying, ImportTally tally)
    {
        var chunk = flying.Dequeue();
        try
        {
            var results = await chunk.Results!;
            for (var i = 0; i < results.Count; i++) tally.Settle(chunk.Places[i], results[i]);
            return true;
        }
        catch (IOException e)
        {
            foreach (var later in flying) await ((Task)later.Results!).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            tally.Fail($"{chunk.Places[0]} and all that follows", $"not taken: {e.Message}. Take the file in again later: what is kept already is not kept twice");
            return false;
        }
    }

    /// <summary>Some drafts with their places, and what becomes of them.</summary>
    sealed class Chunk
    {
        public List<Draft> Drafts { get; } = new(ChunkDrafts);
        public List<string> Places { get; } = new(ChunkDrafts);
        public Task<IReadOnlyList<Appended>>? Results { get; private set; }

        public void Add(string at, Draft draft)
        {
            Drafts.Add(draft);
            Places.Add(at);
        }

        public Chunk Send(Journal journal, CancellationToken stop)
        {
            Results = journal.Append(Drafts, stop);
            return this;
        }
    }
}
