using System.CommandLine;
using System.Text;
using System.Text.Json.Serialization;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin log prove</c> and <c>verify-proof</c>: what was said, by whom, no later than when.</summary>
static class ProofVerbs
{
    static readonly Option<string?> Groups = new("--groups") { Description = "Groups to disclose beside the facts: where, text, source, personal, separated by commas", HelpName = "GROUPS" };
    static readonly Option<string> Out = new("--out") { Description = "Where to write the proof (default: standard output)", HelpName = "FILE", DefaultValueFactory = _ => "-" };
    static readonly Argument<string> File = new("FILE") { Description = "The proof file" };
    static readonly Option<string[]> Trust = new("--trust") { Description = "A party whose time is believed, by its id; may be given several times (default: every cosigner's)", HelpName = "PARTY" };

    public static Verb Prove() => new("prove", "Writes a file that proves a record of a circle to anybody.", "tocsin log prove health:12 > outbreak.tlog-proof", Prove)
    {
        Arguments = { AddressArgument.Record }, Options = { Groups, Out }, ForAuditor = true,
    };

    public static Verb VerifyProof() => new("verify-proof", "Verifies a proof of a record, or of who was entitled to read one; no node needed, and no network.", "tocsin log verify-proof outbreak.tlog-proof", Verify)
    {
        ConcernsNode = false, Arguments = { File }, Options = { Trust },
    };

    static Task<int> Prove(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var address = AddressArgument.Read(context, node);
        var circle = node.Register.Circle(address.Log.Circle) ?? throw new IOException("the record stands in this party's private circle: nobody has cosigned it; 'tocsin share' publishes it");
        var groups = context.Parsed.GetValue(Groups)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var proving = await new ProveRecord(await node.Sharing.Of(circle, stop)).Prove(address, groups, stop);
        var file = context.Parsed.GetValue(Out)!;
        await Write(context, file, proving, stop);
        if (file != "-") context.Err.WriteLine($"{context.Terminal.Path(file)} proves {address}");
        return Verb.Done;
    }, stop);

    /// <summary>Writes a proof, which is text, and no byte beside it.</summary>
    /// <exception cref="IOException">There is none; says why.</exception>
    internal static Task<bool> Write(VerbContext context, string file, Proving proving, CancellationToken stop) =>
        proving is not Proving.Proved proved ? throw new IOException(((Proving.Refused)proving).Reason) : DoorVerbs.WriteTo(context, file, async output =>
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes(proved.Text), stop);
            return true;
        });

    static async Task<int> Verify(VerbContext context, CancellationToken stop)
    {
        var path = context.Terminal.Path(context.Parsed.GetValue(File)!);
        if (new FileInfo(path) is { Exists: true, Length: > Limits.ReadersBytesMax }) throw new IOException($"{path} is too large to be a proof file");
        var text = await System.IO.File.ReadAllTextAsync(path, stop);
        var trusted = context.Parsed.GetValue(Trust) ?? [];
        if (text.StartsWith('{'))
            return trusted.Length == 0 ? ReadersAnswers.Tell(context, VerifyReadersFile.Verify(text))
                : throw new IOException($"{path} tells who was entitled to read a record; {Trust.Name} is for a proof that it was said: leave it out");
        var verdict = VerifyProofFile.Verify(text, trusted);
        var answer = verdict is ProofVerdict.Holds holds
            ? new ProofAnswer(true, null, holds.Record.Address.ToString(), holds.Record.Leaf.Kind.ToString(), holds.Record.Leaf.Exercise, holds.Author.Party, holds.Author.Name, holds.Author.Time.ToString(),
                holds.NoLaterThan?.ToString(), [.. holds.Cosigners.Select(Line)], [.. holds.Holders.Select(Line)])
            : new ProofAnswer(false, ((ProofVerdict.Broken)verdict).Reason, null, null, null, null, null, null, null, [], []);
        if (context.Json) context.WriteJson(answer, ProofJson.Default.ProofAnswer);
        else Tell(context, answer, verdict as ProofVerdict.Holds);
        return answer.Holds ? Verb.Done : Verb.BadAnswer;
    }

    static WitnessLine Line(Witness witness) => new(witness.Party, witness.Name, witness.Time.ToString());

    static void Tell(VerbContext context, ProofAnswer answer, ProofVerdict.Holds? holds)
    {
        if (holds is null)
        {
            context.Out.WriteLine($"the proof does not hold: {answer.Fault}");
            return;
        }
        context.Out.WriteLine($"{(holds.Record.Leaf.Exercise ? "EXERCISE " : "")}{answer.Kind} {answer.Record}");
        context.Out.WriteLine($"  said by {answer.AuthorName} ({answer.Author}), at {answer.Said} by its own word");
        if (holds.Record.Texts is [{ Headline: { } headline }, ..]) context.Out.WriteLine($"  \"{headline}\"");
        context.Out.WriteLine(answer.NoLaterThan is { } time ? $"  no later than {time}" : "  no time but the author's: nobody that is trusted here has cosigned it");
        foreach (var cosigner in answer.Cosigners) context.Out.WriteLine($"  cosigned by {cosigner.Name} ({cosigner.Party}) at {cosigner.Time}: it holds the leaf");
        foreach (var holder in answer.Holders) context.Out.WriteLine($"  held by {holder.Name} ({holder.Party}) at {holder.Time}, with its content; that anybody has read it nobody says");
    }
}

/// <summary>What <c>log verify-proof --json</c> prints.</summary>
sealed record ProofAnswer(
    bool Holds, string? Fault, string? Record, string? Kind, bool? Exercise, string? Author, string? AuthorName, string? Said, string? NoLaterThan,
    IReadOnlyList<WitnessLine> Cosigners, IReadOnlyList<WitnessLine> Holders);

/// <summary>Somebody's word in it.</summary>
sealed record WitnessLine(string Party, string Name, string Time);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProofAnswer))]
sealed partial class ProofJson : JsonSerializerContext;
