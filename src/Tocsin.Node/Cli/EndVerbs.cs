using System.CommandLine;
using System.Diagnostics;
using Tocsin.Share;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin withdraw</c> and <c>tocsin erase</c>: what a party does with what it said.</summary>
static class EndVerbs
{
    static readonly Option<string> Why = new("--why") { Description = "In one line, why; it stays readable", HelpName = "TEXT", Required = true };
    static readonly Option<string[]> Group = new("--group") { Description = "Only this group: what, where, text, source, personal; may be given several times", HelpName = "G" };

    public static Verb Withdraw() => new("withdraw", "Takes a record back; it stays readable.", "tocsin withdraw 1204 --why 'sent by mistake'", (context, stop) => context.WithNode(async node =>
        await new WithdrawRecord(AddressArgument.JournalOf(context, node), node.Records, node.Views).Withdraw(AddressArgument.Read(context, node), context.Parsed.GetValue(Why)!, stop) switch
        {
            Withdrawing.Withdrawn done => Say(context, $"withdrawn by #{done.By.Index}"),
            Withdrawing.AlreadyWithdrawn => Say(context, "it was withdrawn before"),
            Withdrawing.NotYours => throw new IOException("only its author may withdraw a record"),
            Withdrawing.NotFound => throw new IOException("there is no such record"),
            Withdrawing.Refused refused => throw new IOException(refused.Reason),
            _ => throw new UnreachableException(),
        }, stop))
    {
        Arguments = { AddressArgument.Record }, Options = { Why },
    };

    public static Verb Erase() => new("erase", "Erases a record's content, for good; its leaf and its proof stay.", "tocsin erase 1204 --group personal --why 'asked for by the person'", (context, stop) => context.WithNode(async node =>
    {
        var erasing = await new EraseRecord(AddressArgument.JournalOf(context, node), node.Records, node.Views).Erase(
            AddressArgument.Read(context, node), context.Parsed.GetValue(Group) ?? [], context.Parsed.GetValue(Why)!, stop);
        await node.Settle(stop);
        return erasing switch
        {
            Erasing.Erased done => Say(context, $"erased: {string.Join(", ", done.Leaves.Select(leaf => $"#{leaf.Index}"))}"),
            Erasing.AlreadyErased => Say(context, "it was erased before"),
            Erasing.NotYours => throw new IOException("only its author may erase a record"),
            Erasing.NotFound => throw new IOException("there is no such record"),
            Erasing.Refused refused => throw new IOException(refused.Reason),
            _ => throw new UnreachableException(),
        };
    }, stop))
    {
        Arguments = { AddressArgument.Record }, Options = { Why, Group },
    };

    static int Say(VerbContext context, string sentence)
    {
        context.Out.WriteLine(sentence);
        return Verb.Done;
    }
}
