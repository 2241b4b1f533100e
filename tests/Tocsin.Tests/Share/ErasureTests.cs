using System.Text;
using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Log;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Tests.Stores;
using Xunit;

namespace Tocsin.Tests.Share;

public sealed class ErasureTests
{
    static readonly CancellationToken Stop = CancellationToken.None;
    static readonly string[] Secrets = ["zyxwheadline", "zyxwdescription", "zyxwplace", "zyxwkey", "zyxwpublisher", "zyxwname", "พิเศษมาก"];

    // In the middle of a full bundle, at its end, in a partial one of several segments, and as the last of all: what the
    // R*Tree leaves behind is its node's last cell.
    [Theory]
    [InlineData(400, 100, true)]
    [InlineData(400, 255, true)]
    [InlineData(300, 290, true)]
    [InlineData(3, 0, true)]
    [InlineData(3, 2, false)]
    [InlineData(300, 299, true)]
    [InlineData(300, 299, false)]
    public async Task Nothing_of_an_erased_record_is_left_in_any_file(int total, int at, bool hasExtent)
    {
        var longitude = hasExtent ? LongitudeOfBox : LongitudeOfRow;
        Draft Around(int i) => ErasureTests.Around(i, hasExtent);
        Draft Secret() => ErasureTests.Secret(hasExtent);
        await using var desk = await Desk.Open();
        for (var i = 0; i < total; i++)
            await desk.Journal.Append(i == at ? Secret() : Around(i), Stop);
        await desk.Journal.Append(new Draft { Kind = Kind.Indicator, What = new IndicatorFacts { Type = "domain", Value = "zyxwevil.example", Category = Category.Infra } }, Stop);
        await desk.Follow();
        Assert.NotEmpty(Found(desk, "zyxwevil"));
        foreach (var secret in Secrets) Assert.NotEmpty(Found(desk, secret));
        Assert.Equal(["views.db"], Found(desk, longitude).Select(file => file.Replace("-wal", "", StringComparison.Ordinal)).Distinct());

        Assert.Equal([at], Assert.IsType<Erasing.Erased>(await desk.Erase.Erase(new RecordAddress(Desk.Log, at), [], "asked for", Stop)).Leaves.Select(leaf => (int)leaf.Index));
        await desk.Erase.Erase(new RecordAddress(Desk.Log, total), [], "asked for", Stop);
        await desk.Follow();

        foreach (var secret in Secrets.Append("zyxwevil")) Assert.Empty(Found(desk, secret));
        Assert.Empty(Found(desk, longitude));
        Assert.IsType<LogVerdict.Whole>(await desk.Verify());
        for (var i = 0; i < total; i++)
            if (i != at) Assert.Equal($"around {i}", (await desk.Read(i)).Texts[0].Headline);
        Assert.Null((await desk.Read(at)).What);
        Assert.IsType<Appended.Refused>(await desk.Journal.Append(Secret(), Stop));
        Assert.IsType<Erasing.AlreadyErased>(await desk.Erase.Erase(new RecordAddress(Desk.Log, at), [], "asked for", Stop));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task No_index_remembers_when_or_where_even_in_a_page_that_was_split()
    {
        await using var store = new SqliteStore();
        var chance = new Random(7);
        var rows = Enumerable.Range(1, 6_000).Select(i => new RecordRow
        {
            Arrival = 100_000 + i, Address = new RecordAddress(Desk.Log, i), LeafHash = Hash.Of(BitConverter.GetBytes(i)), Id = new Guid(i, 0, 0, new byte[8]), Revision = 1,
            Kind = "observation", State = RecordState.Current, Issued = Instant.FromUtc(2026, 1, 2, 3, 4),
            At = Instant.FromUnixTimeMilliseconds(1_700_000_000_000 + chance.Next(int.MaxValue)), Point = (chance.Next(3_600) / 10.0 - 179.95, chance.Next(1_700) / 10.0 - 84.95),
        }).Select(row => row with { Boxes = [new Box(row.Point!.Value.Longitude, row.Point.Value.Latitude, row.Point.Value.Longitude, row.Point.Value.Latitude)] }).ToList();
        var (written, erased) = (0L, rows.Where(row => row.Arrival % 10 == 0).ToList());
        foreach (var some in rows.Chunk(300)) await Advance(changes => Array.ForEach(some, changes.Index));
        store.ViewsFile.TryEmptyWriteAheadLog();
        var before = Files();
        Assert.All(erased, row => Assert.True(IsIn(before, At(row)) && IsIn(before, Cell(row))));
        await Advance(changes => erased.ForEach(row => changes.Forget(row.Address)));
        var after = Files();
        Assert.All(erased, row => Assert.False(IsIn(after, At(row)) || IsIn(after, Cell(row))));

        async Task Advance(Action<ViewChanges> change)
        {
            var changes = new ViewChanges();
            change(changes);
            Assert.True(await store.Views.Advance("test", written, ++written, changes, Stop));
        }

        List<byte[]> Files() => [.. Directory.GetFiles(store.Folder, "views.db*").Select(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        })];

        static bool IsIn(List<byte[]> files, byte[] entry) => files.Exists(bytes => bytes.AsSpan().IndexOf(entry) >= 0);

        // Entries of an index as SQLite writes them (sqlite.org/fileformat2.html, 2.1): the header's length, the types, the values, the row.
        static byte[] At(RecordRow row) => [3, 5, 3, .. Big(row.At.ToUnixTimeMilliseconds(), 6), .. Big(row.Arrival, 3)];
        static byte[] Cell(RecordRow row) => [3, 3, 3, .. Big(Cells.Of(row)!.Value, 3), .. Big(row.Arrival, 3)];
        static byte[] Big(long number, int bytes) => [.. BitConverter.GetBytes(number).Take(bytes).Reverse()];
    }

    [Fact]
    public async Task All_revisions_go_whichever_is_named_and_whether_or_not_the_index_has_seen_them()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Desk.Quake("zyxwone", "a"), Desk.Quake("zyxwother", "b")], Stop);
        await desk.Follow();
        await desk.Journal.Append([Desk.Quake("zyxwtwo", "a"), Desk.Quake("zyxwthree", "a", "b"), Desk.Quake("stays", "c")], Stop);
        var erased = Assert.IsType<Erasing.Erased>(await desk.Erase.Erase(new RecordAddress(Desk.Log, 0), [], "asked for", Stop));
        Assert.Equal([3L, 2, 1, 0], erased.Leaves.Select(leaf => leaf.Index));
        await desk.Follow();
        Assert.Empty(Found(desk, "zyxw"));
        Assert.Equal("stays", Assert.Single(await desk.Store.Views.Search(new RecordQuery { Kind = "observation" }, Stop)).Headline);
        foreach (var key in new[] { "a", "b" }) Assert.IsType<Appended.Refused>(await desk.Journal.Append(Desk.Quake("again", key), Stop));
    }

    [Fact]
    public async Task A_group_goes_alone_and_a_retention_date_is_kept_without_being_told()
    {
        await using var desk = await Desk.Open();
        var past = new Personal("a reward", Instant.FromUtc(2020, 1, 1, 0, 0), new Dictionary<string, string> { ["name"] = "zyxwperson" });
        await desk.Journal.Append([Desk.Quake("keeps") with { Personal = past with { Until = Instant.FromUtc(2999, 1, 1, 0, 0) } }, Desk.Quake("due", "k") with { Personal = past }], Stop);
        await desk.Follow();
        var sweep = new ErasePersonal(log => log.IsOfAuthorOf(desk.Journal.Log) ? desk.Journal : null, desk.Store.Records, desk.Store.Views, TimeProvider.System);
        Assert.Equal(1, await sweep.Sweep(Stop));
        await desk.Follow();
        Assert.Equal(0, await sweep.Sweep(Stop));
        var (kept, due) = (await desk.Read(0), await desk.Read(1));
        Assert.NotNull(kept.Personal);
        Assert.Null(due.Personal);
        Assert.Equal("due", due.Texts[0].Headline);
        Assert.NotNull(due.What);
        Assert.Equal(["due", "keeps"], (await desk.Store.Views.Search(new RecordQuery { Kind = "observation" }, Stop)).Select(row => row.Headline));
        Assert.Equal(2, Assert.IsType<Appended.Stored>(await desk.Journal.Append(Desk.Quake("revised", "k"), Stop)).Leaf.Revision);
        await desk.Follow();
        Assert.IsType<LogVerdict.Whole>(await desk.Verify());
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task Only_what_is_yours_and_there_is_erased_or_withdrawn()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append(Desk.Quake("mine", "a"), Stop);
        var elsewhere = new RecordAddress(new Origin(default, default, 1), 0);
        Assert.IsType<Erasing.NotYours>(await desk.Erase.Erase(elsewhere, [], "wrong", Stop));
        Assert.IsType<Erasing.NotFound>(await desk.Erase.Erase(new RecordAddress(Desk.Log, 9), [], "wrong", Stop));
        var withdraw = new WithdrawRecord(desk.Journal, desk.Store.Records, desk.Store.Views);
        Assert.IsType<Withdrawing.NotYours>(await withdraw.Withdraw(elsewhere, "wrong", Stop));
        Assert.IsType<Withdrawing.NotFound>(await withdraw.Withdraw(new RecordAddress(Desk.Log, 9), "wrong", Stop));
        var mine = new RecordAddress(Desk.Log, 0);
        Assert.Equal(1, Assert.IsType<Withdrawing.Withdrawn>(await withdraw.Withdraw(mine, "wrong", Stop)).By.Index);
        Assert.IsType<Withdrawing.AlreadyWithdrawn>(await withdraw.Withdraw(mine, "wrong", Stop));
        await desk.Follow();
        Assert.Equal(RecordState.Withdrawn, (await desk.Store.Views.Row(mine, Stop))!.State);
        await desk.Erase.Erase(mine, [], "wrong", Stop);
        Assert.IsType<Erasing.Refused>(await desk.Erase.Erase(new RecordAddress(Desk.Log, 2), [], "wrong", Stop));
        Assert.Equal("an erasure says in one line why", Assert.IsType<Erasing.Refused>(await desk.Erase.Erase(mine, [], " ", Stop)).Reason);
        Assert.StartsWith("'txet' is no group: ", Assert.IsType<Erasing.Refused>(await desk.Erase.Erase(mine, ["txet"], "wrong", Stop)).Reason, StringComparison.Ordinal);
        Assert.IsType<Withdrawing.Refused>(await withdraw.Withdraw(mine, "", Stop));
        Assert.IsType<Withdrawing.Refused>(await withdraw.Withdraw(new RecordAddress(Desk.Log, 2), "wrong", Stop));
    }

    [Fact]
    public async Task A_later_incarnation_erases_and_withdraws_what_an_earlier_one_said()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Desk.Quake("to erase", "a"), Desk.Quake("to withdraw", "b")], Stop);
        await desk.Follow();
        var log = new Origin(Desk.Log.Circle, Desk.Log.Party, 7);
        await using var later = await desk.OpenJournal(log);
        var (erased, withdrawn) = (new RecordAddress(Desk.Log, 0), new RecordAddress(Desk.Log, 1));
        var erasing = await new EraseRecord(later, desk.Store.Records, desk.Store.Views).Erase(erased, [], "asked for", Stop);
        Assert.Equal([erased], Assert.IsType<Erasing.Erased>(erasing).Leaves);
        var withdrawing = await new WithdrawRecord(later, desk.Store.Records, desk.Store.Views).Withdraw(withdrawn, "wrong", Stop);
        Assert.Equal(log, Assert.IsType<Withdrawing.Withdrawn>(withdrawing).By.Log);
        await desk.Follow();
        Assert.True((await desk.Store.Records.Read(erased, Stop))!.Content.IsEmpty);
        Assert.Equal(RecordState.Erased, (await desk.Store.Views.Row(erased, Stop))!.State);
        Assert.Equal(RecordState.Withdrawn, (await desk.Store.Views.Row(withdrawn, Stop))!.State);
    }

    [Fact]
    public void A_reference_has_effect_on_its_authors_earlier_leaves_alone()
    {
        var from = new RecordAddress(new Origin(Desk.Log.Circle, Desk.Log.Party, 2), 5);
        Assert.True(To(from.Log, 4));
        Assert.False(To(from.Log, 5));
        Assert.True(To(Desk.Log, 9));
        Assert.False(To(new Origin(Desk.Log.Circle, Desk.Log.Party, 3), 0));
        Assert.False(To(new Origin(Desk.Log.Circle, default, 1), 0));
        Assert.False(To(new Origin(default, Desk.Log.Party, 1), 0));

        bool To(Origin log, long index) => new Reference(Relation.Ends, log, index, default).HasEffect(from);
    }

    [Fact]
    public async Task Rules_are_not_erased()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append(new Draft { Kind = Kind.Rules, What = new RulesFacts("rules: []") }, Stop);
        var refused = Assert.IsType<Erasing.Refused>(await desk.Erase.Erase(new RecordAddress(Desk.Log, 0), [], "old", Stop));
        Assert.Contains("is what warnings were judged by", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_that_differs_from_the_journal_is_named_by_its_row()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([.. Enumerable.Range(0, 20).Select(i => Around(i))], Stop);
        await desk.Follow();
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
        desk.Store.ViewsFile.Maintain(connection => SqliteFile.Run(connection, "UPDATE records SET headline='forged' WHERE place=7"));
        var different = Assert.IsType<Rebuilding.Different>(await desk.Rebuild());
        Assert.Contains("forged", different.Live, StringComparison.Ordinal);
        Assert.Contains("around 7", different.Rebuilt, StringComparison.Ordinal);
    }

    static readonly Coordinate Where = new(101.25, -7.6543219);

    // As the R*Tree keeps it, a big-endian float, and as a row does, a big-endian double.
    static byte[] LongitudeOfBox => [.. BitConverter.GetBytes((float)Where.X).Reverse()];
    static byte[] LongitudeOfRow => [.. BitConverter.GetBytes(Where.X).Reverse()];

    static Geometry At(Coordinate point, bool hasExtent) => hasExtent ? new LineString([point, new(point.X + 0.5, point.Y)]) : new Point(point);

    static Draft Around(int i, bool hasExtent = false) => Desk.Quake($"around {i}") with
    {
        Where = new Where { Name = $"town {i}", Geometry = At(new(i * 0.1, 10), hasExtent) },
        Texts = [new TextBlock { Headline = $"around {i}", Description = $"ข้าง {i}" }],
    };

    static Draft Secret(bool hasExtent) => Desk.Quake("zyxwheadline", "zyxwkey") with
    {
        Texts = [new TextBlock { Headline = "zyxwheadline", Description = "zyxwdescription พิเศษมาก" }],
        Where = new Where { Name = "zyxwplace", Geometry = At(Where, hasExtent) },
        Source = new Source { Key = new SourceKey("usgs", "us", ["zyxwkey"], 1), Publisher = "zyxwpublisher" },
        Personal = new Personal("purpose", Instant.FromUtc(2999, 1, 1, 0, 0), new Dictionary<string, string> { ["name"] = "zyxwname" }),
    };

    /// <summary>The files that hold a text, in UTF-8 or UTF-16.</summary>
    internal static List<string> Found(Desk desk, string text) => Found(desk, Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text));

    static List<string> Found(Desk desk, params byte[][] forms)
    {
        var found = new List<string>();
        foreach (var file in Directory.GetFiles(desk.Store.Folder))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            if (forms.Any(form => bytes.AsSpan().IndexOf(form) >= 0)) found.Add(Path.GetFileName(file));
        }
        return found;
    }
}
