using System.CommandLine;
using System.Text.Json.Serialization;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin circle show</c>: a circle's members, charters and proposals.</summary>
static class CircleShow
{
    static readonly Option<string?> Readers = new("--readers") { Description = "Who was ever entitled to read this record of the circle, and by which charter", HelpName = "RECORD" };

    static readonly Option<string?> Proof = new("--out") { Description = "With --readers: writes what proves it to anybody; 'tocsin log verify-proof' verifies it", HelpName = "FILE" };

    public static Verb Create() => new("show", "Shows a circle: its charter, its members, what is proposed.", "tocsin circle show health --readers health:12", Run)
    {
        Arguments = { CircleOption.Circle }, Options = { Readers, Proof }, ForAuditor = true,
    };

    static Task<int> Run(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        if (context.Parsed.GetValue(Proof) is not null && context.Parsed.GetValue(Readers) is null) throw new IOException("--out goes with --readers RECORD");
        if (context.Parsed.GetValue(Readers) is { } record) return await TellReaders(context, node, AddressArgument.Read(record, node), stop);
        var circle = CircleOption.Of(context, node);
        var answer = CircleAnswer.Of(node, circle);
        if (context.Json) context.WriteJson(answer, CircleVerbsJson.Default.CircleAnswer);
        else
        {
            context.Out.WriteLine($"{answer.Name}: {answer.Purpose}");
            context.Out.WriteLine($"  {answer.Id}  TLP:{answer.Tlp}{(answer.Exercise ? "  EXERCISE" : "")}  epoch {answer.Epoch}; a change needs {answer.Needed} of {answer.Members.Count}; this party {answer.State}");
            foreach (var member in answer.Members) context.Out.WriteLine($"  member  {member.Name}  {member.Party}  since epoch {member.Since}{(member.HasLeft ? ", has left" : "")}");
            foreach (var charter in circle.Charters) context.Out.WriteLine($"  epoch {charter.Epoch}  {charter.Time}  {CircleDesk.Say(charter)}");
            foreach (var rival in answer.Rivals ?? []) context.Out.WriteLine($"  rival  {PartyNames.Short(rival.Charter)}  epoch {rival.Epoch}: {rival.Change}; agreed: {string.Join(", ", rival.Agreed)}");
            if (circle.IsFrozen) context.Out.WriteLine($"  nothing new is signed, cosigned or served here; a new circle may follow: tocsin circle new NAME --succeeds {circle.Id.ToBase64Url()}");
            foreach (var waiting in circle.Proposals) context.Out.WriteLine(Line(node, waiting));
        }
        return Verb.Done;
    }, stop);

    static async Task<int> TellReaders(VerbContext context, TocsinNode node, RecordAddress address, CancellationToken stop)
    {
        var sync = await node.Sharing.Of(CircleOption.Of(context, node), stop);
        var found = await new ListReaders(sync).Of(address, stop) ?? throw new IOException("no such record of this circle is held here");
        if (context.Parsed.GetValue(Proof) is { } file)
        {
            await ProofVerbs.Write(context, file, await new ProveReaders(sync).Prove(address, stop), stop);
            if (file == "-") return Verb.Done;
            context.Err.WriteLine($"{context.Terminal.Path(file)} proves it");
        }
        var desk = new CircleDesk(node, root: null);
        ReaderAnswer[] readers = [.. found.Readers.Select(reader => new ReaderAnswer(reader.Party, desk.NameOf(reader.Party), reader.Epoch, reader.Charter.ToBase64Url()))];
        if (context.Json) context.WriteJson(readers, CircleVerbsJson.Default.ReaderAnswerArray);
        else
        {
            context.Out.WriteLine(found.Epoch switch
            {
                RecordEpoch.Of of => $"written in epoch {of.Number}; entitled to its content:",
                RecordEpoch.Unknown unknown => $"written under the charter {unknown.Charter.ToBase64Url()}, which is not known here",
                RecordEpoch.Invalid invalid => $"the log is not valid from leaf {invalid.From} on: {invalid.Reason}",
                _ => "its author had marked no epoch yet: nobody but the author is entitled to its content",
            });
            foreach (var reader in readers) context.Out.WriteLine($"  {reader.Name}  {reader.Party}  by the charter of epoch {reader.Epoch}");
        }
        return Verb.Done;
    }

    /// <summary>A proposal and who must still agree, on one line.</summary>
    public static string Line(TocsinNode node, Taking.Waiting waiting)
    {
        var desk = new CircleDesk(node, root: null);
        return $"  proposed  {PartyNames.Short(waiting.Charter.Hash())}  epoch {waiting.Charter.Epoch}: {CircleDesk.Say(waiting.Charter)}; {waiting.Consented.Length} of {waiting.Needed} agreed; may still agree: {string.Join(", ", waiting.Lacking.Select(desk.NameOf))}";
    }
}

/// <summary>A circle, as <c>circle list --json</c> and <c>circle show --json</c> print it.</summary>
sealed record CircleAnswer(
    string Id, string Name, string Purpose, string Tlp, bool Exercise, int Epoch, int Needed, string State, IReadOnlyList<MemberAnswer> Members, IReadOnlyList<ProposalAnswer> Proposals)
{
    /// <summary>This party's own log there; nothing where it writes none.</summary>
    public string? Log { get; init; }

    /// <summary>Of a frozen circle, the charters of one epoch that have all the agreement they need.</summary>
    public IReadOnlyList<RivalAnswer>? Rivals { get; init; }

    public static CircleAnswer Of(TocsinNode node, Circle circle)
    {
        var (desk, shown) = (new CircleDesk(node, root: null), circle.Current ?? circle.Proposals.FirstOrDefault()?.Charter);
        return new CircleAnswer(circle.Id.ToBase64Url(), shown?.Name ?? "", shown?.Purpose ?? "", shown?.Tlp ?? "", shown?.Exercise ?? false,
            circle.Current?.Epoch ?? 0, circle.Current?.Needed() ?? 0, StateOf(node, circle),
            [.. (circle.Current?.Members ?? []).Select(member => new MemberAnswer(member, desk.NameOf(member), circle.JoinedAt(member) ?? 0, circle.HasLeft(member)))],
            [.. circle.Proposals.Select(each => new ProposalAnswer(each.Charter.Hash().ToBase64Url(), each.Charter.Epoch, CircleDesk.Say(each.Charter), each.Consented, each.Lacking, each.Needed))])
        {
            Log = node.Logs.Of(circle.Id)?.Log.ToString(),
            Rivals = circle.IsFrozen ? [.. circle.Rivals.Select(rival => new RivalAnswer(rival.Hash().ToBase64Url(), rival.Epoch, CircleDesk.Say(rival), [.. circle.AgreedBy(rival.Hash()).Select(desk.NameOf)]))] : null,
        };
    }

    /// <summary>How it stands between this party and the circle.</summary>
    public static string StateOf(TocsinNode node, Circle circle) =>
        circle.IsFrozen ? "finds it frozen: two charters of one epoch are agreed to"
        : circle.MembersNow.Contains(node.Own.Id) ? "is a member"
        : circle.HasLeft(node.Own.Id) ? "has left"
        : circle.Proposals.Any(each => each.Charter.Change == CharterChange.Join(node.Own.Id)) ? "is invited"
        : circle.Charters.Any(charter => charter.IsMember(node.Own.Id)) ? "is a member no more"
        : "is no member";
}

/// <summary>A member.</summary>
sealed record MemberAnswer(string Party, string Name, int Since, bool HasLeft);

/// <summary>Who was entitled to read a record, and by which charter.</summary>
sealed record ReaderAnswer(string Party, string Name, int Epoch, string Charter);

/// <summary>One of the charters that froze a circle.</summary>
sealed record RivalAnswer(string Charter, int Epoch, string Change, IReadOnlyList<string> Agreed);

/// <summary>What is proposed.</summary>
sealed record ProposalAnswer(string Charter, int Epoch, string Change, IReadOnlyList<string> Consented, IReadOnlyList<string> Lacking, int Needed);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CircleAnswer))]
[JsonSerializable(typeof(CircleAnswer[]))]
[JsonSerializable(typeof(ReaderAnswer[]))]
sealed partial class CircleVerbsJson : JsonSerializerContext;
