using System.Globalization;
using Tocsin.Log;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Log;
using Xunit;

namespace Tocsin.Tests.Share;

/// <summary>Many callers, and drafts that repeat, revise, merge, are refused and erased, in an order that a seed gives.</summary>
public sealed class JournalScheduleTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public void Whatever_the_schedule_the_log_verifies_and_each_key_names_one_current_record() =>
        Replay.Seeds(4, random => Run(random).GetAwaiter().GetResult());

    static async Task Run(Random random)
    {
        await using var desk = await Desk.Open();
        var stored = new List<Appended.Stored>();
        for (var turn = 0; turn < 5; turn++)
        {
            var callers = Enumerable.Range(0, 1 + random.Next(6)).Select(_ => Drafts(random)).ToList();
            var answers = await Task.WhenAll(callers.Select(drafts => Task.Run(() => desk.Journal.Append(drafts, Stop))));
            foreach (var (caller, results) in answers.Index()) Check(callers[caller], results);
            stored.AddRange(answers.SelectMany(results => results).OfType<Appended.Stored>());
            if (random.Next(2) == 0) await desk.Follow();
            if (stored.Count > 0 && random.Next(3) == 0) await desk.Erase.Erase(stored[random.Next(stored.Count)].Address, [], "test", Stop);
            if (random.Next(4) == 0) await desk.Reopen();
        }
        await desk.Follow();
        Assert.IsType<LogVerdict.Whole>(await desk.Verify());

        var arrived = await desk.Store.Records.ReadAfter(0, int.MaxValue, Stop);
        Assert.Equal(Enumerable.Range(1, arrived.Count).Select(n => (long)n), arrived.Select(record => record.Arrival));
        Assert.Equal(desk.Journal.Head.Size, arrived.Count);
        foreach (var one in stored) Assert.Equal(one.LeafHash, MerkleTree.Leaf(arrived[(int)one.Arrival - 1].Leaf.Span));

        var records = arrived.Select(each => RecordReader.Read(each.Address, each.Leaf.Span, each.Content.Span).Value).ToList();
        Assert.Equal(records.Count, records.Select(record => (record.Leaf.Id, record.Leaf.Revision)).Distinct().Count());
        var revised = records.SelectMany(record => record.Leaf.References).Where(r => r.Relation == Relation.Revises).Select(r => r.Index).ToList();
        Assert.Equal(revised.Count, revised.Distinct().Count());
        var current = records.Where(record => record.Source?.Key is { Scheme: "usgs" } && !revised.Contains(record.Address.Index));
        var keys = current.SelectMany(record => record.Source!.Key!.Keys).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    static List<Draft> Drafts(Random random) => [.. Enumerable.Range(0, 1 + random.Next(20)).Select(_ => Draft(random))];

    static Draft Draft(Random random)
    {
        var names = Enumerable.Range(0, 1 + random.Next(2)).Select(_ => random.Next(25).ToString(CultureInfo.InvariantCulture)).ToArray();
        var words = random.Next(4).ToString(CultureInfo.InvariantCulture);
        return random.Next(10) switch
        {
            0 => Desk.Quake("lax", names) with { Marking = Tlp.Clear },
            1 => Desk.Quake(words),
            2 => Desk.Quake(words) with { Source = new Source { Key = new SourceKey(SourceKey.Own, "judge", names, null) } },
            3 or 4 => Desk.Quake(words, random.Next(3), names),
            _ => Desk.Quake(words, names),
        };
    }

    static void Check(IReadOnlyList<Draft> drafts, IReadOnlyList<Appended> results)
    {
        Assert.Equal(drafts.Count, results.Count);
        for (var i = 0; i < drafts.Count; i++)
        {
            Assert.NotNull(results[i]);
            if (drafts[i].Marking is not null) Assert.IsType<Appended.Refused>(results[i]);
            else if (drafts[i].Source is null) Assert.IsType<Appended.Stored>(results[i]);
        }
        var order = results.OfType<Appended.Stored>().Select(stored => stored.Address.Index).ToList();
        Assert.Equal(order.Order(), order);
    }
}
