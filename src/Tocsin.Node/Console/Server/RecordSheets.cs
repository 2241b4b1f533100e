using System.Globalization;
using Tocsin.Node.Running;
using Tocsin.Share;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Indexed = Tocsin.Share.Views.RecordRow;

namespace Tocsin.Node.Ui;

/// <summary>A record as a row, and in full with its place in the log.</summary>
sealed class RecordSheets(TocsinNode node, LogPlaces places, ConsoleOptions options)
{
    static readonly ImmutableArray<string> Known = Share.Records.Group.All;

    public RecordRow Row(Indexed row) => new(
        row.State == RecordState.Invalid ? row.Address.ToString() : node.KeyOf(row),
        row.At, Show.Kind(row), row.Severity.ToLevel(), Headline(row), row.Place ?? "", row.Publisher ?? "", node.Names.Circle(row.Address.Log.Circle), row.IsExercise,
        row.State == RecordState.Current ? null : Texts.Of($"state.{row.State}"), row.Point?.Longitude, row.Point?.Latitude)
    {
        CircleId = row.Address.Log.Circle == node.Log.Circle ? null : row.Address.Log.Circle.ToBase64Url(),
        Author = row.Address.Log.Party == node.Log.Party ? null : node.Names.Party(row.Address.Log.Party),
    };

    public async Task<RecordView?> Sheet(Indexed row, CancellationToken stop)
    {
        if (await node.ReadRecord(row.Address, stop) is not { } record) return null;
        var words = Languages.Best(record.Texts, block => block.Language);
        var shown = row.State == RecordState.Current && words?.Headline is { Length: > 0 } headline ? Row(row) with { Headline = PhraseWords.Of((record.What as WarningFacts)?.Phrases?.Headline, headline) } : Row(row);
        return new RecordView(
            shown, node.Names.Party(row.Address.Log.Party), $"TLP:{row.Marking.Name()}", row.Revision, [.. await Judged(record, Groups(record, row), stop)], await Links(record, row, stop),
            await places.Of(row, stop), options.Zone, row.Point?.Longitude, row.Point?.Latitude) { Relayed = await Relayed(record, stop) };
    }

    /// <summary>An indicator with those who met it where it meant no harm.</summary>
    async Task<IEnumerable<Group>> Judged(Record record, IEnumerable<Group> groups, CancellationToken stop)
    {
        var told = record.What is IndicatorFacts ? await new ListFalsePositives(node.Views, node.Records).Handle(record, stop) : [];
        return told.Count == 0 ? groups : groups.Select(group => group.Name != Share.Records.Group.What ? group : group with
        {
            Facts = [.. group.Facts, .. told.Take(ConsoleLimits.LinksMax).Select(each => new Fact(Texts.Of("fact.falsePositive"), $"{each.By ?? "?"}, {Show.Both(each.At, options.Zone)}"))],
        });
    }

    /// <summary>Who passed it on, and whose word it is; null where it is no relay.</summary>
    async Task<string?> Relayed(Record record, CancellationToken stop)
    {
        if (record.Relayed is not { } from || await new ListRelays(node.Records, node.Views).Of(record.Address, stop) is not { } line) return null;
        // Its signature proves an id; what it calls itself proves nothing where the id is strange.
        var (party, id) = (from.Address.Log.Party, PartyNames.Short(from.Address.Log.Party));
        var author = node.Names.OfParty(party) is { } known ? $"{known} ({id})" : Texts.Of("relay.unknown", from.Author, id);
        return string.Join(' ', new[]
        {
            Texts.Of("relay.from", node.Names.Party(record.Address.Log.Party), author, Show.UtcMinute(from.Leaf.Time), $"TLP:{from.Leaf.Marking.Name()}"),
            from.Consent is null ? null : Texts.Of("relay.consented"), line.IsRevised ? Texts.Of("relay.revised") : null,
        }.OfType<string>());
    }

    static string Headline(Indexed row) => row switch
    {
        { Headline.Length: > 0 } => row.Headline,
        { Reason: { } reason } => reason,
        { State: RecordState.Erased } => Texts.Of("record.erased"),
        _ => Texts.Find($"kind.{row.Kind}") ?? row.Kind,
    };

    /// <summary>The groups in the order of the specification. A digest that no held group accounts for is a group left out.</summary>
    IEnumerable<Group> Groups(Record record, Indexed row)
    {
        var held = RecordFacts.Groups(record, options.Zone).ToList();
        foreach (var group in held) yield return group;
        var missing = record.Leaf.Digests.Length - held.Count - (record.Relayed is null ? 0 : 1);     // The proof is shown in words.
        if (missing <= 0) yield break;
        var holding = row.State == RecordState.Erased ? Holding.Erased : Holding.Withheld;
        List<string> names = [.. Known.Except(held.Select(group => group.Name))];
        // A digest does not say of which group it is; but the facts are always there, and where all others are missing it is they.
        if (record.What is null && names.Remove(Share.Records.Group.What))
        {
            missing--;
            yield return new Group(Share.Records.Group.What, holding, []);
        }
        if (missing == names.Count)
        {
            foreach (var name in names) yield return new Group(name, holding, []);
        }
        else if (missing > 0)
        {
            var which = string.Join(", ", names.Select(name => Texts.Of($"group.{name}")));
            yield return new Group("some", holding, [], Texts.Count($"holding.some.{holding}", missing, which));
        }
    }

    async Task<IReadOnlyList<RecordLink>> Links(Record record, Indexed row, CancellationToken stop)
    {
        var links = new List<RecordLink>();
        foreach (var reference in record.Leaf.References.Take(ConsoleLimits.LinksMax))
        {
            if (await node.Views.Row(new RecordAddress(reference.Log, reference.Index), stop) is not { } target) continue;
            var relation = Texts.Find($"relation.{reference.Relation}") ?? reference.Relation;
            links.Add(new RecordLink(relation, node.KeyOf(target), $"{Headline(target)} (#{reference.Index.ToString(CultureInfo.InvariantCulture)})"));
        }
        return links;
    }
}
