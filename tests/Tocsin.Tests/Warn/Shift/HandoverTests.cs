using NodaTime;
using Tocsin.Share;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Shift;
using Xunit;

namespace Tocsin.Tests.Warn.Shift;

public sealed class HandoverTests
{
    [Fact]
    public async Task It_gathers_what_is_open_in_hand_shelved_and_noted_and_the_relief_signs()
    {
        await using var node = await WarnNode.Open();
        var handover = new HandOver(node.Journal, node.Records, node.Views, node.Clock);
        Assert.IsType<Signing.NotFound>(await handover.Sign("o-2", WarnNode.Stop));
        var noted = await node.Append(node.Quake("a", 6.4, Duration.FromHours(1)));
        await node.Append(node.Quake("b", 6.6, Duration.FromHours(1), 105.84, 21.02));
        await node.Append(node.Quake("c", 6.8, Duration.FromHours(1), 121.53, 25.05));
        await node.Settle();
        var threads = (await node.Threads()).Select(t => t.Id).ToArray();
        await new TakeWarning(node.Journal, node.Records, node.Views).Handle(threads[0], "o-1", WarnNode.Stop);
        await new ShelveWarning(node.Journal, node.Records, node.Views, node.Clock).Thread(threads[1], node.Clock.Now + Duration.FromHours(1), "Known.", "o-1", WarnNode.Stop);
        await new ShelveWarning(node.Journal, node.Records, node.Views, node.Clock).Rule("alerts", node.Clock.Now + Duration.FromHours(1), "A drill.", "o-1", WarnNode.Stop);
        await new AddNote(node.Journal, node.Records).Handle(noted.Address, "Called the mayor.", "en", "o-1", WarnNode.Stop);
        await node.Settle();

        var given = Assert.IsType<HandingOver.Done>(await handover.Leave("Watch the river.", "en", "o-1", WarnNode.Stop));
        Assert.Equal((threads[2], threads[0], threads[1], "alerts"), (given.Report.Open.Single().Id, given.Report.InHand.Single().Id, given.Report.Shelved.Single().Id, given.Report.ShelvedRules.Single().Rule));
        Assert.Single(given.Report.Notes);
        await node.Settle();
        Assert.IsType<Signing.Refused>(await handover.Sign("o-1", WarnNode.Stop));
        Assert.Equal("o-1", Assert.IsType<Signing.Done>(await handover.Sign("o-2", WarnNode.Stop)).From);
        Assert.Equal("o-2", Assert.IsType<Signing.Already>(await handover.Sign("o-3", WarnNode.Stop)).Officer);
        await node.Settle();
        Assert.Equal("o-2", (await ShiftViews.Handover(node.Views, WarnNode.Stop))!.To);
        var next = await handover.Gather(WarnNode.Stop);
        Assert.Equal((node.Clock.Now, 0), (next.Since, next.Notes.Length));
        var facts = (HandoverFacts)(await node.Records.Read(given.Address, WarnNode.Stop))!.Read().Value.What!;
        Assert.Equal((threads[2], 0), (Assert.Single(facts.Open), facts.LeftOut));
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task An_erased_handover_names_nobody_and_a_rebuild_finds_the_same()
    {
        await using var node = await WarnNode.Open();
        var handover = new HandOver(node.Journal, node.Records, node.Views, node.Clock);
        var given = Assert.IsType<HandingOver.Done>(await handover.Leave("Words.", "en", "o-1", WarnNode.Stop));
        await node.Settle();
        await handover.Sign("o-2", WarnNode.Stop);
        await node.Settle();
        await new EraseRecord(node.Journal, node.Records, node.Views).Erase(given.Address, [], "asked for", WarnNode.Stop);
        await node.Step(new ErasureFollower(node.Records, _ => { }));
        await node.Settle();
        var last = await ShiftViews.Handover(node.Views, WarnNode.Stop);
        Assert.Equal((null, "o-2"), (last!.From, last.To));
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task Of_two_officers_who_close_at_the_same_moment_one_wins_and_the_other_is_told_who()
    {
        await using var node = await WarnNode.Open();
        await node.Append(node.Quake("a", 6.4, Duration.FromHours(1)));
        await node.Settle();
        var thread = Assert.Single(await node.Threads()).Id;
        var close = new CloseWarning(node.Journal, node.Records, node.Views);
        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(() => close.Handle(thread, Outcome.Real, "Confirmed.", $"o-{i}", WarnNode.Stop))));
        var won = Assert.Single(answers.Index(), a => a.Item is Closing.Done).Index + 1;
        Assert.All(answers.Where(a => a is not Closing.Done), a => Assert.Equal($"o-{won}", Assert.IsType<Closing.Already>(a).Officer));
    }
}
