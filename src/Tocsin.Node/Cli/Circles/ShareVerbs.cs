using System.CommandLine;
using System.Text.Json.Serialization;
using Tocsin.Node.Running;
using Tocsin.Share;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin share</c>: what is published into a circle, and what became of it.</summary>
static class ShareVerbs
{
    internal static readonly Option<string?> Without = new("--without") { Description = "Groups to leave out: where, text, source, personal, separated by commas", HelpName = "GROUPS" };

    public static Verb Create()
    {
        var share = new Verb("share", "Publishes a record or a warning of this party's own into a circle.", "tocsin share 1204 --circle health --without personal,source", Share)
        {
            Arguments = { AddressArgument.Record }, Options = { CircleOption.In, Without, CircleOption.Tlp, OfficerOption.Officer },
        };
        share.Subcommands.Add(new Verb("status", "Says who holds a record of this party's own, by the partners' own signed words.", "tocsin share status health:12", Status) { Arguments = { AddressArgument.Record }, ForAuditor = true });
        return share;
    }

    static Task<int> Share(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        if (context.Parsed.GetValue(CircleOption.In) is not { } circle) throw new IOException("say into which circle: --circle C");
        await node.Settle(stop);
        context.Out.WriteLine(await Publish(context, node, AddressArgument.Read(context, node), circle, stop));
        return Verb.Done;
    }, stop);

    /// <summary>Publishes a record into a circle, and says so.</summary>
    internal static async Task<string> Publish(VerbContext context, TocsinNode node, RecordAddress address, string circle, CancellationToken stop)
    {
        var (journal, terms) = node.JournalIn(circle);
        return Said(await new PublishRecord(node.Log, journal, terms, node.Records, node.Views).Publish(address, Groups(context), CircleOption.Marking(context), OfficerOption.Pseudonym(context, node), stop), "published");
    }

    /// <summary>The groups that are left out.</summary>
    internal static string[] Groups(VerbContext context) => context.Parsed.GetValue(Without)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>What became of it, in words.</summary>
    /// <exception cref="IOException">It was refused; says why.</exception>
    internal static string Said(Publishing publishing, string done) => publishing switch
    {
        Publishing.Published at => $"{done}: {at.Address}",
        Publishing.Already at => $"{done} before: {at.Address}",
        Publishing.NotFound => throw new IOException("there is no such record, or its content is gone"),
        Publishing.Refused refused => throw new IOException(refused.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Task<int> Status(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        var address = AddressArgument.Read(context, node);
        var circle = node.Register.Circle(address.Log.Circle) ?? throw new IOException("the record stands in this party's private circle: nobody else holds it");
        var sync = await node.Sharing.Of(circle, stop);
        var ledger = await new ShareStatus(sync).Of(address, stop) ?? throw new IOException("there is no such record of this party's own");
        var desk = CircleOption.Desk(context, node);
        if (context.Json) context.WriteJson([.. ledger.Select(line => new HoldingAnswer(line.Party, desk.NameOf(line.Party), line.Standing, line.At?.ToString(), line.IsOverdue, line.IsFormer, line.Owes, line.Sentence))], ShareJson.Default.HoldingAnswerArray);
        else foreach (var line in ledger) context.Out.WriteLine($"{desk.NameOf(line.Party)}  {line.Sentence}{(line.At is { } at ? $", at {at}" : "")}{(line.IsOverdue ? "  OVERDUE" : "")}");
        return ledger.Any(line => line.IsOverdue) ? Verb.BadAnswer : Verb.Done;
    }, stop);
}

/// <summary>A line of <c>share status --json</c>.</summary>
sealed record HoldingAnswer(string Party, string Name, Standing Standing, string? At, bool Overdue, bool Former, Owed Owes, string Sentence);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HoldingAnswer[]))]
sealed partial class ShareJson : JsonSerializerContext;
