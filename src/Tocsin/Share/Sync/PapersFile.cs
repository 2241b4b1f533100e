using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>Papers in one file, to be handed over by hand: a party's documents, an invitation, an answer to one.</summary>
/// <param name="Documents">Party documents, each party's in their order.</param>
/// <param name="Charters">Charters with their consents, in the order of their epochs; none in a file that introduces a party.</param>
public sealed record PapersFile(IReadOnlyList<string> Documents, IReadOnlyList<CharterPapers> Charters)
{
    /// <summary>The version that this code writes and reads.</summary>
    public int V { get; init; } = 1;

    /// <summary>Tells it from other documents.</summary>
    public string Type { get; init; } = "papers";

    /// <summary>The documents of one party.</summary>
    public static PapersFile Of(PartyChain party) => new([.. party.Documents.Select(document => document.Text)], []);

    /// <summary>All charters of a circle, the given ones after them, and the documents of everybody who is or becomes a member.</summary>
    public static PapersFile Of(Register register, Circle circle, params IEnumerable<CharterPapers> more)
    {
        var charters = Enumerable.Range(1, circle.Charters.Length).Select(epoch => circle.Papers(circle.HashOf(epoch)!.Value)!).Concat(more).ToList();
        var parties = charters.Select(papers => Charter.Read(papers.Charter)).Where(read => read.IsValue).SelectMany(read => read.Value.Says.Members).Distinct();
        return new([.. parties.Select(register.Chain).OfType<PartyChain>().SelectMany(chain => chain.Documents).Select(document => document.Text)], charters);
    }

    /// <summary>It as one line of JSON.</summary>
    public string Text() => JsonLine.Of(this, PapersJson.Default.PapersFile);

    /// <summary>Reads such a file; the papers in it are read by who takes them.</summary>
    public static Parsed<PapersFile> Read(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > Limits.PapersBytesMax) return new($"a file of papers has at most {Limits.PapersBytesMax} bytes");
        try
        {
            return JsonSerializer.Deserialize(text, PapersJson.Default.PapersFile) is { V: 1, Type: "papers", Documents: { } documents, Charters: { } charters } file
                && !documents.Contains(null!) && !charters.Contains(null!)
                ? new(file)
                : new("this is no file of papers of version 1: 'tocsin party show --out' and 'tocsin circle invite' write such");
        }
        catch (JsonException e)
        {
            return new($"this is no file of papers: {e.Message}");
        }
    }

    /// <summary>Takes all that it holds.</summary>
    /// <returns>How its charters stand, each with its circle, in their order.</returns>
    /// <exception cref="InvalidDataException">A document or a charter in it does not verify; says why.</exception>
    public async Task<IReadOnlyList<(Circle Circle, Taking Taking)>> TakeInto(Register register, CancellationToken stop)
    {
        foreach (var document in Documents)
            if (Fault(await register.Take(document, stop)) is { } fault) throw new InvalidDataException(fault);
        var takings = new List<(Circle, Taking)>();
        foreach (var papers in Charters)
        {
            if (!Charter.Read(papers.Charter).Try(out var charter, out var reason)) throw new InvalidDataException($"a charter is refused: {reason}");
            Hash.TryParseBase64Url(charter.Says.CircleId(), out var id);
            var circle = register.Add(register.Circle(id) ?? new Circle(id));
            takings.Add((circle, await register.Take(circle, papers, stop)));
            if (takings[^1].Item2 is Taking.Refused refused) throw new InvalidDataException($"a charter is refused: {refused.Reason}");
        }
        return takings;
    }

    static string? Fault(PartyTaking taking) => taking switch
    {
        PartyTaking.Refused refused => $"a party document is refused: {refused.Reason}",
        PartyTaking.Gap gap => $"a party document is missing: number {gap.Number}, or another of that number is held",
        PartyTaking.Convicted convicted => $"the party {convicted.Conviction.Party} signed two different documents of one number, and is not believed",
        _ => null,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PapersFile))]
sealed partial class PapersJson : JsonSerializerContext;
