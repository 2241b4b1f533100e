using System.Text.Json.Nodes;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>Who was entitled to read a record, proved to somebody who has nothing but one file.</summary>
public sealed class ReadersFileTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    static async Task<string> File(SyncWorld world, string by, RecordAddress record) =>
        Assert.IsType<Proving.Proved>(await new ProveReaders(world[by].Sync).Prove(record, Stop)).Text;

    static ReadersVerdict.Holds Holds(string file) => VerifyReadersFile.Verify(file) is ReadersVerdict.Broken broken ? throw new InvalidDataException(broken.Reason) : (ReadersVerdict.Holds)VerifyReadersFile.Verify(file);

    static IEnumerable<(string, int)> Readers(SyncWorld world, string file) => Holds(file).Readers.Select(reader => (world.Parties.Single(party => party.Id == reader.Party).Name, reader.Epoch)).Order();

    /// <summary>A third party joins two, all mark the new epoch, and each writes before and after.</summary>
    static async Task<(RecordAddress Early, RecordAddress Late)> Join(SyncWorld world, bool history)
    {
        if (history) await world["vn"].Mark(await world.Change("vn", now => now.Granting(true, world.Clock.Now()), ["vn", "id"], ["vn", "id"]));
        await world["vn"].Journal.Append([.. Enumerable.Range(0, 300).Select(i => new Draft { Kind = Kind.Note, What = new NoteFacts(), Texts = [new TextBlock { Headline = $"reading {i}" }] })], Stop);
        var early = await world["vn"].Write("early");
        var joiner = world.Add("ph");
        joiner.ListLogKey(world["vn"].Sync.Id);
        foreach (var name in new[] { "vn", "id" })
            foreach (var note in joiner.Documents) await world[name].Register.Take(note, Stop);
        var next = await world.Change("vn", now => now.Joined(joiner.Id, world.Clock.Now()), ["vn", "id", "ph"], ["vn", "id"]);
        await world["vn"].Mark(next);
        var late = await world["vn"].Write("late");
        for (var i = 0; i < 3; i++) await world["vn"].Write($"later {i}");
        await world["vn"].Sync.RefreshOwn(Stop);
        return (early, late);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_joins_is_entitled_from_its_epoch_on_and_to_what_came_before_where_the_charter_grants_history(bool history)
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var (early, late) = await Join(world, history);
        var (file, joined) = (await File(world, "vn", late), history ? 3 : 2);
        Assert.Equal([("id", joined), ("ph", joined), ("vn", joined)], Readers(world, file));
        var holds = Holds(file);
        Assert.Equal((late, "vn", joined, joined), (holds.Record, holds.AuthorName, holds.Epoch, holds.Newest));
        Assert.Equal(history ? [("id", 2), ("ph", 3), ("vn", 2)] : [("id", 1), ("vn", 1)], Readers(world, await File(world, "vn", early)));
    }

    [Fact]
    public async Task Who_was_removed_was_entitled_until_then_and_a_partner_proves_it_as_well()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        var before = await world["vn"].Write("before");
        await world.Settle(6);
        var end = world["ph"].Sync.Book[world["ph"].Journal.Log].Kept!;
        var charter = await world.Change("vn", now => now.Removed(world["ph"].Id, world.Clock.Now()), ["vn", "id"], ["vn", "id"], [end.ToString()]);
        await world["vn"].Mark(charter);
        var after = await world["vn"].Write("after");
        await world.Settle(6);
        foreach (var by in new[] { "vn", "id" })
        {
            Assert.Equal([("id", 1), ("ph", 1), ("vn", 1)], Readers(world, await File(world, by, before)));
            Assert.Equal([("id", 2), ("vn", 2)], Readers(world, await File(world, by, after)));
        }
        Assert.Equal("no such record of this circle is held here", Assert.IsType<Proving.Refused>(await new ProveReaders(world["vn"].Sync).Prove(after with { Index = 99 }, Stop)).Reason);
    }

    [Fact]
    public async Task Whatever_is_changed_in_the_file_breaks_it()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var (early, late) = await Join(world, history: false);
        var (file, other) = (await File(world, "vn", late), JsonNode.Parse(await File(world, "vn", early))!.AsObject());
        string Broken(string text) => Assert.IsType<ReadersVerdict.Broken>(VerifyReadersFile.Verify(text)).Reason;
        string With(Action<JsonObject> change)
        {
            var copy = JsonNode.Parse(file)!.AsObject();
            change(copy);
            return copy.ToJsonString();
        }

        // The record is passed off as one of the epoch before: in the place of its own mark stands another leaf.
        Assert.Contains("leads to the", Broken(With(json =>
        {
            var (leaves, told) = (other["leaves"]!.DeepClone().AsArray(), json["leaves"]!.AsArray());
            leaves.Add(leaves[^1]!.DeepClone());
            leaves.Add(told[1]!.DeepClone());
            (json["mark"], json["edge"], json["leaves"]) = (other["mark"]!.DeepClone(), other["edge"]!.DeepClone(), leaves);
        })), StringComparison.Ordinal);
        Assert.Contains("are not those from the mark to the record", Broken(With(json => json["leaves"]!.AsArray().RemoveAt(0))), StringComparison.Ordinal);
        Assert.Contains("marks no epoch", Broken(await Shifted()), StringComparison.Ordinal);
        Assert.Contains("charters", Broken(With(json => json["charters"]!.AsArray().RemoveAt(0))), StringComparison.Ordinal);
        Assert.Contains("is not in force", Broken(With(json => json["charters"]!.AsArray().RemoveAt(1))), StringComparison.Ordinal);
        Assert.Contains("are in force by the papers", Broken(With(json => json["charters"]![1]!["consents"]!.AsArray().RemoveAt(0))), StringComparison.Ordinal);
        Assert.Contains("no key is known", Broken(With(json => json["documents"] = new JsonArray())), StringComparison.Ordinal);
        Assert.Contains("is not signed by its author", Broken(With(json => json["head"] = ((string)json["head"]!).Replace($"\n{late.Index + 4}\n", $"\n{late.Index + 5}\n", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Contains("does not read", Broken(file[..^9]), StringComparison.Ordinal);
        Assert.Contains("no file about readers", Broken(With(json => json["v"] = 2)), StringComparison.Ordinal);

        var random = new Random(1);
        for (var i = 0; i < 400; i++)
        {
            var at = random.Next(file.Length);
            var changed = file[..at] + (file[at] == 'B' ? 'C' : 'B') + file[(at + 1)..];
            // A letter of a cosignature by which the author told the time says nothing here.
            if (VerifyReadersFile.Verify(changed) is ReadersVerdict.Holds holds) Assert.Equal(["id", "ph", "vn"], holds.Readers.Select(reader => reader.Name).Order());
        }

        // One leaf later: all verifies, and it is no mark.
        async Task<string> Shifted()
        {
            var size = (int)late.Index;
            var edge = await Prefix.Edge(new Tocsin.Share.Logs.HeldLog(world["vn"].Store.Records, late.Log), world["vn"].Journal.Head.Size, size, Stop);
            return With(json =>
            {
                json["mark"] = size;
                json["leaves"]!.AsArray().RemoveAt(0);
                json["edge"] = new JsonArray([.. edge!.Select(tile => JsonValue.Create(tile))]);
            });
        }
    }
}
