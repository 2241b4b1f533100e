using System.CommandLine;
using System.Text.Json.Serialization;
using Tocsin.Node.Running;
using Tocsin.Share;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin relay</c>: what a partner said in one circle is passed on to another, with the proof, as far as its marking and its author allow.</summary>
static class RelayVerbs
{
    static readonly Option<bool> WithPersonal = new("--with-personal") { Description = "Data on persons goes along, where the author's consent says so" };
    static readonly Option<string> To = new("--to") { Description = "The circle that may have it, by its id; by its name where this party is in it", HelpName = "CIRCLE", Required = true };

    public static Verb Create()
    {
        var relay = new Verb("relay", "Passes a partner's record on to another circle, with the proof that its author said it; one's own is said anew.", "tocsin relay LOG:12 --circle health --without text,source", Relay)
        {
            Arguments = { AddressArgument.Record }, Options = { CircleOption.In, ShareVerbs.Without, WithPersonal, OfficerOption.Officer },
        };
        relay.Subcommands.Add(new Verb("consent", "Agrees that partners pass a record of this party's on to a circle; withdraw the consent to take it back.", "tocsin relay consent health:12 --to CIRCLE-ID", Consent)
        {
            Arguments = { AddressArgument.Record }, Options = { To, WithPersonal, OfficerOption.Officer },
        });
        relay.Subcommands.Add(new Verb("list", "Lists who relayed what from whom; exit 1 where a relay goes against its marking, or the original was said anew since.", "tocsin relay list", List) { ForAuditor = true });
        return relay;
    }

    static Task<int> Relay(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        if (context.Parsed.GetValue(CircleOption.In) is not { } circle || circle == TocsinNode.PrivateName) throw new IOException("say into which circle: --circle C");
        await node.Settle(stop);
        var (address, without, withPersonal) = (AddressArgument.Read(context, node), ShareVerbs.Groups(context), context.Parsed.GetValue(WithPersonal));
        var (journal, terms) = node.JournalIn(circle);
        var relaying = address.Log.Party == node.Log.Party
            ? await new PublishRecord(node.Log, journal, terms, node.Records, node.Views).Publish(address, withPersonal ? without : [.. without, Group.Personal], marking: null, OfficerOption.Pseudonym(context, node), stop)
            : await new RelayRecord(node.Sharing.House, journal, terms).Relay(address, without, withPersonal, stop);
        context.Out.WriteLine(ShareVerbs.Said(relaying, address.Log.Party == node.Log.Party ? "published" : "relayed"));
        return Verb.Done;
    }, stop);

    static Task<int> Consent(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        var address = AddressArgument.Read(context, node);
        if (node.Logs.OfAuthor(address.Log) is not { } journal || address.Log.Circle == node.Log.Circle) throw new IOException("only a record of this party's own, in a circle, is consented to");
        var named = context.Parsed.GetValue(To)!;
        var circle = Hash.TryParseBase64Url(named, out var id) ? id : node.Circle(named).Id;
        switch (await new ConsentToRelay(journal, node.Records, node.Views).Consent(address, circle, context.Parsed.GetValue(WithPersonal), OfficerOption.Pseudonym(context, node), stop))
        {
            case Consenting.Given given: context.Out.WriteLine($"consented: {given.Address}"); return Verb.Done;
            case Consenting.Refused refused: throw new IOException(refused.Reason);
            default: throw new System.Diagnostics.UnreachableException();
        }
    }, stop);

    static Task<int> List(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        var relays = await new ListRelays(node.Records, node.Views).All(stop);
        if (context.Json) context.WriteJson([.. relays.Select(relay => Answer(node, relay))], RelayJson.Default.RelayAnswerArray);
        else foreach (var relay in relays) context.Out.WriteLine(Line(node, relay));
        return relays.Any(relay => relay.Fault is not null || relay is { IsRevised: true, State: RecordState.Current }) ? Verb.BadAnswer : Verb.Done;
    }, stop);

    static RelayAnswer Answer(TocsinNode node, RelayLine relay) => new(
        relay.Address.ToString(), node.Names.Circle(relay.Address.Log.Circle), relay.Address.Log.Party.ToBase64Url(), node.Names.Party(relay.Address.Log.Party), relay.State.ToString(),
        relay.From?.Address.ToString(), relay.From?.Address.Log.Party.ToBase64Url(), relay.From?.Author, relay.From?.Leaf.Kind.Name, relay.From?.Leaf.Marking.Name(), relay.From?.Consent?.Address.ToString(), relay.IsRevised, relay.Fault);

    /// <summary>Its signature proves an id; what it calls itself proves nothing where the id is strange.</summary>
    static string Author(TocsinNode node, Relayed from) => node.Names.OfParty(from.Address.Log.Party) is { } known
        ? $"{known} ({PartyNames.Short(from.Address.Log.Party)})"
        : $"'{from.Author}' ({PartyNames.Short(from.Address.Log.Party)}), who is not known here";

    static string Line(TocsinNode node, RelayLine relay)
    {
        var by = $"{relay.Address}  {node.Names.Party(relay.Address.Log.Party)} in {node.Names.Circle(relay.Address.Log.Circle)}";
        if (relay.From is not { } from) return $"{by}  DOES NOT COUNT: {relay.Fault}";
        var state = relay.State == RecordState.Current ? "" : $"  {relay.State.ToString().ToLowerInvariant()}";
        return $"{by}, from {Author(node, from)}: {from.Leaf.Kind} {from.Address}, TLP:{from.Leaf.Marking.Name()}{(from.Consent is null ? "" : ", with its consent")}{state}{(relay.IsRevised ? "  SAID ANEW SINCE: relay it again, or withdraw this" : "")}";
    }
}

/// <summary>A line of <c>relay list --json</c>.</summary>
sealed record RelayAnswer(
    string Relay, string Circle, string By, string ByName, string State, string? Record, string? Author, string? AuthorName, string? Kind, string? Tlp, string? Consent, bool Revised, string? Fault);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RelayAnswer[]))]
sealed partial class RelayJson : JsonSerializerContext;
