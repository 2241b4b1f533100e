using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using NodaTime;
using Tocsin;
using Tocsin.Killed;
using Tocsin.Log;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Share.Views;

// Opens a node's store, appends, follows, erases and mirrors another's log, tells on its output what it was promised, and ends itself with
// SIGKILL when it passes a crash point for the n-th time: Tocsin.Killed FOLDER POINT N. POINT "None" runs to the end.
var (folder, point, left) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
var stop = CancellationToken.None;
var log = new Origin(Hash.Of("circle"u8), Hash.Of("party"u8), 1);
using var journalFile = SqliteFile.Open(Path.Combine(folder, "journal.db"), "FULL", JournalLayout.Layout);
using var viewsFile = SqliteFile.Open(Path.Combine(folder, "views.db"), "NORMAL", ViewsLayout.Layout);
var (heads, records, views, bell) = (new SqliteHeads(journalFile, TimeProvider.System), new SqliteRecords(journalFile, new LogNumbers(), TimeProvider.System), new SqliteViews(viewsFile), new Bell());
using var key = ECDsa.Create();
key.ImportFromPem(File.ReadAllText(Path.Combine(folder, "log.pem")));
var sealer = new Sealer(log, new CircleTerms(Tlp.Clear, IsExercise: false), new Identity(new byte[Identity.SecretBytes]), TimeProvider.System, Chance.System);
var logKey = new LogKey(log, new SignedBodies(new EcdsaSigningKey(key), Path.Combine(folder, "signed.txt")), TimeProvider.System);
await using var journal = await Journal.Open(log, sealer, logKey, heads, records, bell, Pass, stop);

FollowerLoop[][] ranks = [[Loop(new IndexFollower(records)), Loop(new ErasureFollower(records, Pass))], [Loop(new Echo(journal))]];
var team = new FollowerTeam(ranks, records, views, bell, Turns.Always);
var other = new OtherLog(new EcdsaSigningKey(key), 1_600);
var mirror = new Mirror(heads, records, new FilePapers(Path.Combine(folder, "papers")), bell, _ => [other.Verifier], Pass);

for (var turn = 0; turn < 4; turn++)
{
    var drafts = Enumerable.Range(0, 100).Select(i => Observation(string.Create(CultureInfo.InvariantCulture, $"{turn}/{i}"))).ToList();
    foreach (var answer in await journal.Append(drafts, stop))
    {
        if (answer is not Appended.Stored stored) continue;
        Console.WriteLine($"{stored.Address.Index} {stored.LeafHash.ToBase64Url()}");
    }
    Console.Out.Flush();
    await new EraseRecord(journal, records, views).Erase(new RecordAddress(log, turn * 5), [], "test", stop);
    await team.CatchUp(long.MaxValue, stop);
    other.Withholds = true;
    await mirror.CatchUp(other.Head(400 * (turn + 1)), [other], stop);
    other.Withholds = false;
    await mirror.Fill(OtherLog.Log, [other], -1, stop);
}

FollowerLoop Loop(IFollower follower) => new(follower, records, views, Pass);

void Pass(CrashPoint passed)
{
    if (passed.ToString() != point || --left > 0) return;
    Process.GetCurrentProcess().Kill();
    Thread.Sleep(Timeout.Infinite);
}

static Draft Observation(string name) => new()
{
    Kind = Kind.Observation,
    What = new EventFacts { Type = "test", Category = Category.Other, At = Instant.FromUtc(2026, 1, 1, 0, 0) },
    Texts = [new TextBlock { Headline = $"killed {name}" }],
    Source = new Source { Key = new SourceKey("test", "killed", [name], null) },
};
