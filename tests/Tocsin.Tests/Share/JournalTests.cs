using Tocsin.Log;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Share;

public sealed class JournalTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task The_same_again_is_a_duplicate_and_another_telling_a_revision()
    {
        await using var desk = await Desk.Open();
        var first = Assert.IsType<Appended.Stored>(await desk.Journal.Append(Desk.Quake("five", "a", "b"), Stop));
        Assert.Equal(new Appended.Duplicate(first.Address), await desk.Journal.Append(Desk.Quake("five", "a", "b"), Stop));
        var second = Assert.IsType<Appended.Stored>(await desk.Journal.Append(Desk.Quake("six", "b", "c"), Stop));
        Assert.Equal((first.Leaf.Id, 2), (second.Leaf.Id, second.Leaf.Revision));
        Assert.Equal(new Reference(Relation.Revises, Desk.Log, 0, first.LeafHash), Assert.Single(second.Leaf.References));
        var third = Assert.IsType<Appended.Stored>(await desk.Journal.Append(Desk.Quake("seven", "a"), Stop));    // A name that the second did not repeat.
        Assert.Equal((first.Leaf.Id, 3), (third.Leaf.Id, third.Leaf.Revision));
    }

    [Fact]
    public async Task Another_marking_is_another_telling_and_salts_never_repeat()
    {
        await using var desk = await Desk.Open();
        var one = Assert.IsType<Appended.Stored>(await desk.Journal.Append(Desk.Quake("five", "a"), Stop));
        Assert.Equal(2, Assert.IsType<Appended.Stored>(await desk.Journal.Append(Desk.Quake("five", "a") with { Marking = Tlp.Red }, Stop)).Leaf.Revision);
        var unnamed = Desk.Quake("five");
        var twice = (await desk.Journal.Append([unnamed, unnamed], Stop)).Cast<Appended.Stored>().ToList();
        Assert.Empty(twice[0].Leaf.Digests.Intersect(twice[1].Leaf.Digests));
        Assert.Empty(one.Leaf.Digests.Intersect(twice[0].Leaf.Digests));
    }

    [Fact]
    public async Task Two_names_of_one_record_in_one_commit_make_two_revisions_one_after_the_other()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append(Desk.Quake("five", "a", "b"), Stop);
        var results = await desk.Journal.Append([Desk.Quake("six", "a"), Desk.Quake("other", "z"), Desk.Quake("seven", "b"), Desk.Quake("eight", "a")], Stop);
        Assert.Equal([2, 1, 3, 4], results.Cast<Appended.Stored>().Select(stored => stored.Leaf.Revision));
        Assert.Equal([1L, 2, 3, 4], results.Cast<Appended.Stored>().Select(stored => stored.Address.Index));
    }

    [Fact]
    public async Task Two_records_that_turn_out_to_be_one_end_in_the_same_revision()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Desk.Quake("here", "a"), Desk.Quake("there", "b")], Stop);
        var merged = Assert.IsType<Appended.Stored>(await desk.Journal.Append(Desk.Quake("both", "b", "a"), Stop));
        Assert.Equal([0L, 1], merged.Leaf.References.Select(reference => reference.Index));
        await desk.Follow();
        Assert.Equal("both", Assert.Single(await desk.Store.Views.Search(new(), Stop)).Headline);
    }

    [Fact]
    public async Task What_cannot_be_said_is_refused_and_hurts_nobody_else()
    {
        await using var desk = await Desk.Open();
        var results = await desk.Journal.Append(
        [
            Desk.Quake("good"),
            Desk.Quake("lax") with { Marking = Tlp.Green },
            Desk.Quake("long") with { Texts = [new TextBlock { Description = new string('x', Limits.ContentBytesMax) }] },
            Desk.Quake("nan") with { What = new EventFacts { Type = "t", Category = Category.Geo, At = default, Numbers = new Dictionary<string, double> { ["depthKm"] = double.NaN } } },
            Desk.Quake("epoch") with { Charter = Hash.Of("charter"u8) },
            Desk.Quake("unnamed") with { Source = new Source { Key = new SourceKey("usgs", "us", [], null) } },
            Desk.Quake("referring") with { References = [.. Enumerable.Repeat(new Reference("about", Desk.Log, 0, default), Limits.ReferencesMax + 1)] },
            Desk.Quake("good too"),
        ], Stop);
        Assert.Equal(
        [
            "the marking TLP:GREEN is laxer than the circle's TLP:AMBER", "the number 'depthKm' is not finite",
            "a record of the kind observation marks no epoch", "the source key has no name", "the record names 65 leaves; 64 are the most",
        ], results.OfType<Appended.Refused>().Select(refused => refused.Reason).Where(reason => !reason.Contains("bytes", StringComparison.Ordinal)));
        Assert.Equal([0, 7], results.Index().Where(result => result.Item is Appended.Stored).Select(result => result.Index));

        await Assert.ThrowsAsync<ArgumentException>(() => desk.Journal.Append(Desk.Quake("kind") with { Kind = new Kind("meeting") }, Stop));
        await Assert.ThrowsAsync<InvalidCastException>(() => desk.Journal.Append(Desk.Quake("type") with { Kind = Kind.Note }, Stop));
        Assert.IsType<Appended.Stored>(await desk.Journal.Append(Desk.Quake("still open"), Stop));
        Assert.IsType<Appended.Refused>((await desk.Journal.Append([Desk.Quake("a", "k"), new Draft { Kind = Kind.Note, What = new NoteFacts(), Source = Desk.Quake("", "k").Source }], Stop))[1]);
    }

    [Fact]
    public async Task What_repeats_a_draft_of_the_same_commit_is_told_what_that_is_told()
    {
        await using var desk = await Desk.Open();
        var quake = Desk.Quake("five", "a");
        Assert.IsType<Appended.Stored>(await desk.Journal.Append(quake, Stop));
        Assert.All(await desk.Journal.Append([quake, quake, quake], Stop), result => Assert.Equal(new Appended.Duplicate(new RecordAddress(Desk.Log, 0)), result));
        await desk.Erase.Erase(new RecordAddress(Desk.Log, 0), [], "test", Stop);
        Assert.All(await desk.Journal.Append([quake, quake], Stop), result => Assert.IsType<Appended.Refused>(result));
    }

    [Fact]
    public async Task An_older_version_is_old_news_and_an_own_key_is_used_once()
    {
        await using var desk = await Desk.Open();
        var results = await desk.Journal.Append([Desk.Quake("new", 5, "a"), Desk.Quake("old", 4, "a"), Desk.Quake("newer", 6, "a"), Desk.Quake("older", 5, "a")], Stop);
        Assert.Equal([0, 2], results.Index().Where(result => result.Item is Appended.Stored).Select(result => result.Index));
        Assert.Equal(new Appended.Duplicate(new RecordAddress(Desk.Log, 1)), results[3]);
        Draft Own(string words) => Desk.Quake(words) with { Source = new Source { Key = new SourceKey(SourceKey.Own, "judge", ["1"], null) } };
        Assert.Equal(new Appended.Duplicate(new RecordAddress(Desk.Log, 2)), (await desk.Journal.Append([Own("a"), Own("b")], Stop))[1]);
        Assert.Equal(new Appended.Duplicate(new RecordAddress(Desk.Log, 2)), await desk.Journal.Append(Own("c"), Stop));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_failure_of_the_store_everyone_is_told_and_nothing_more_is_taken(bool throws)
    {
        var failing = new FailingHeads(throws);
        await using var desk = await Desk.Open(new Desk { Heads = failing.Over });
        await desk.Journal.Append(Desk.Quake("kept"), Stop);
        failing.Fails = true;
        var callers = Enumerable.Range(0, 20).Select(i => desk.Journal.Append(Desk.Quake($"lost {i}"), Stop)).ToList();
        foreach (var caller in callers) await Assert.ThrowsAsync<IOException>(() => caller);
        failing.Fails = false;
        var said = await Assert.ThrowsAsync<IOException>(() => desk.Journal.Append(Desk.Quake("late"), Stop));
        Assert.StartsWith("the log takes nothing more: " + (throws ? "the disk is full" : "another process moved the head"), said.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => desk.Journal.Restate(Stop));
        await desk.Reopen();
        Assert.Equal(1, desk.Journal.Head.Size);
    }

    [Fact]
    public async Task A_caller_may_leave_and_its_drafts_come_into_the_log()
    {
        using var leave = new CancellationTokenSource();
        using var hold = new ManualResetEventSlim();
        await using var desk = await Desk.Open(new Desk { Passing = point => { if (point == CrashPoint.BeforePromise) hold.Wait(); } });
        var leaving = desk.Journal.Append(Desk.Quake("left behind", "a"), leave.Token);
        var staying = desk.Journal.Append(Desk.Quake("stays", "b"), Stop);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        hold.Set();
        await staying;
        Assert.Equal(2, desk.Journal.Head.Size);
    }

    [Fact]
    public async Task Closing_finishes_what_was_handed_in_and_refuses_the_rest()
    {
        var desk = await Desk.Open();
        var waiting = Enumerable.Range(0, 30).Select(i => desk.Journal.Append(Desk.Quake($"{i}"), Stop)).ToList();
        await desk.Journal.DisposeAsync();
        await Task.WhenAll(waiting);
        Assert.Equal(30, desk.Journal.Head.Size);
        await Assert.ThrowsAsync<IOException>(() => desk.Journal.Append(Desk.Quake("late"), Stop));
        await Assert.ThrowsAsync<IOException>(() => desk.Journal.Restate(Stop));
        await desk.DisposeAsync();
    }

    [Fact]
    public async Task A_restated_head_has_the_same_body_and_verifies()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append(Desk.Quake("one"), Stop);
        var before = (await desk.Store.Heads.Read(Desk.Log, Stop)).Note!;
        await desk.Journal.Restate(Stop);
        var after = (await desk.Store.Heads.Read(Desk.Log, Stop)).Note!;
        Assert.NotEqual(before, after);
        Assert.Equal(SignedNote.Parse(before).Value.Text, SignedNote.Parse(after).Value.Text);
        Assert.IsType<LogVerdict.Whole>(await desk.Verify());
    }

    [Theory]
    [InlineData("UPDATE tiles SET hashes=CAST(substr(hashes,1,length(hashes)-1)||(CASE substr(hashes,-1) WHEN x'00' THEN x'01' ELSE x'00' END) AS BLOB) WHERE level=0 AND place=1", "its tiles lead to the root")]
    [InlineData("UPDATE tiles SET hashes=substr(hashes,2) WHERE level=0 AND place=1", "hashes wide")]
    [InlineData("DELETE FROM tiles WHERE level=1", "absent")]
    [InlineData("UPDATE logs SET root=zeroblob(32)", "its head of 300 records says")]
    [InlineData("UPDATE logs SET size=299", "hashes wide")]
    [InlineData("UPDATE logs SET root=zeroblob(31)", "is damaged: a row does not read")]
    [InlineData("UPDATE logs SET note=replace(note, char(10)||'300'||char(10), char(10)||'301'||char(10))", "its signature is over another head")]
    [InlineData("UPDATE logs SET note='nonsense'", "its signed head does not read")]
    public async Task A_log_that_was_altered_while_closed_is_not_opened(string sql, string sentence)
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([.. Enumerable.Range(0, 300).Select(i => Desk.Quake($"{i}"))], Stop);
        await desk.Journal.DisposeAsync();
        desk.Store.Journal.Maintain(connection => SqliteFile.Run(connection, sql));
        await desk.Store.Reopen();
        var refused = await Assert.ThrowsAnyAsync<IOException>(desk.OpenJournal);
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    sealed class FailingHeads(bool throws) : IHeads
    {
        IHeads heads = null!;

        public bool Fails { get; set; }

        public IHeads Over(IHeads inner)
        {
            heads = inner;
            return this;
        }

        public Task<StoredHead> Read(Origin log, CancellationToken stop) => heads.Read(log, stop);
        public Task<IReadOnlyList<Origin>> List(CancellationToken stop) => heads.List(stop);
        public Task Publish(Checkpoint head, string note, CancellationToken stop) => heads.Publish(head, note, stop);
        public Task<Promise> Promise(LogBatch batch, CancellationToken stop) => !Fails ? heads.Promise(batch, stop)
            : throws ? throw new IOException("the disk is full") : Task.FromResult<Promise>(new Promise.Stale());
    }
}
