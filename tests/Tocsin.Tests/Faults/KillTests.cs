using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Killed;
using Tocsin.Log;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Faults;

/// <summary>The table of crash points: a process that ends with SIGKILL at each, and what must hold once it is back.</summary>
public sealed class KillTests
{
    static readonly CancellationToken Stop = CancellationToken.None;
    static readonly Origin Log = new(Hash.Of("circle"u8), Hash.Of("party"u8), 1);

    public static TheoryData<CrashPoint, int> Table()
    {
        var table = new TheoryData<CrashPoint, int>();
        foreach (var point in Enum.GetValues<CrashPoint>())
            foreach (var passing in new[] { 1, 4 })
                table.Add(point, passing);
        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task What_was_acknowledged_is_there_and_no_size_was_signed_twice(CrashPoint point, int passing)
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-kill-").FullName;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(Path.Combine(folder, "log.pem"), key.ExportPkcs8PrivateKeyPem(), Stop);

        var (exit, acknowledged) = await Run(folder, point.ToString(), passing);
        Assert.Equal(128 + 9, exit);
        var (again, rest) = await Run(folder, "None", 1);
        Assert.Equal(0, again);

        using var journalFile = SqliteFile.Open(Path.Combine(folder, "journal.db"), "FULL", JournalLayout.Layout);
        var (heads, records) = (new SqliteHeads(journalFile, TimeProvider.System), new SqliteRecords(journalFile, new LogNumbers(), TimeProvider.System));
        var verifier = new LogKey(Log, new EcdsaSigningKey(key), TimeProvider.System).Verifier;
        Assert.IsType<LogVerdict.Whole>(await new VerifyLog(heads, records).Verify(Log, verifier, new Progress<long>(), Stop));

        var all = await records.ReadAfter(0, int.MaxValue, Stop);
        Assert.Equal(Enumerable.Range(1, all.Count).Select(n => (long)n), all.Select(record => record.Arrival));
        await CheckMirror(folder, heads, records, new OtherLog(new EcdsaSigningKey(key), 1_600), all);
        var arrived = all.Where(record => record.Address.Log == Log).ToList();
        foreach (var line in acknowledged.Concat(rest))
        {
            var (index, hash) = (int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture), line.Split(' ')[1]);
            Assert.Equal(hash, MerkleTree.Leaf(arrived[index].Leaf.Span).ToBase64Url());
        }
        CheckFollowers(arrived);
        CheckSignatures(await File.ReadAllLinesAsync(Path.Combine(folder, "signed.txt"), Stop));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The other's log is held whole under the head that is kept, no leaf arrived twice but for content that came later, and all content came.</summary>
    static async Task CheckMirror(string folder, IHeads heads, IRecords records, OtherLog other, IReadOnlyList<StoredRecord> arrived)
    {
        var mirror = new Mirror(heads, records, new FilePapers(Path.Combine(folder, "papers")), new Bell(), _ => [other.Verifier], _ => { });
        Assert.Equal(other.Head(1_600).Head, (await mirror.Kept(OtherLog.Log, Stop))!.Head);
        await heads.Publish(other.Head(1_600).Head, other.Head(1_600).ToString(), Stop);
        Assert.IsType<LogVerdict.Whole>(await new VerifyLog(heads, records).Verify(OtherLog.Log, other.Verifier, new Progress<long>(), Stop));
        Assert.True((await mirror.Lacking(OtherLog.Log, Stop)).Wanted.IsEmpty);
        var mine = arrived.Where(record => record.Address.Log == OtherLog.Log).ToList();
        Assert.All(mine, record => Assert.Equal(other.ContentAt((int)record.Address.Index).ToArray(), record.Content.ToArray()));
        foreach (var leaf in mine.GroupBy(record => record.Address.Index)) Assert.InRange(leaf.Count(), 1, leaf.Key % 10 == 0 ? 3 : 1);
        Assert.Equal(1_600, mine.DistinctBy(record => record.Address.Index).Count());
    }

    /// <summary>Every tenth observation has its note, once; every erasure is finished.</summary>
    static void CheckFollowers(IReadOnlyList<StoredRecord> arrived)
    {
        var leaves = arrived.Select(record => LeafReader.Read(record.Leaf.Span).Value).ToList();
        var observed = leaves.Index().Where(each => each.Item.Kind == Kind.Observation).Select(each => each.Index).ToList();
        Assert.Equal(400, observed.Count);
        Assert.Equal(observed.Count(index => index % 10 == 0), leaves.Count(leaf => leaf.Kind == Kind.Note));
        var erased = leaves.Where(leaf => leaf.Kind == Kind.Erasure).SelectMany(leaf => leaf.References).Select(reference => (int)reference.Index).ToList();
        Assert.Equal([0, 5, 10, 15], erased);
        Assert.All(erased, index => Assert.True(arrived[index].Content.IsEmpty));
    }

    /// <summary>Heads and cosignatures alike: whatever was signed of one size is the same body.</summary>
    static void CheckSignatures(string[] lines)
    {
        var roots = new Dictionary<string, string>();
        foreach (var line in lines)
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(line)).Split('\n');
            var body = text[0] == "cosignature/v1" ? text[2..] : text;
            Assert.Equal(Log.ToString(), body[0]);
            Assert.Equal(body[2], roots.GetValueOrDefault(body[1], body[2]));
            roots[body[1]] = body[2];
        }
    }

    static async Task<(int Exit, IReadOnlyList<string> Lines)> Run(string folder, string point, int passing)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { "exec", Program(), folder, point, passing.ToString(CultureInfo.InvariantCulture) }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (process.ExitCode, output.EndsWith('\n') ? lines : [.. lines.SkipLast(1)]);
    }

    static string Program() => Path.Combine(AppContext.BaseDirectory, "Tocsin.Killed.dll");
}
