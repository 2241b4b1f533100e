using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Tocsin.Node.Running;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin log</c>: the logs.</summary>
static class LogVerbs
{
    public static Command Create() => Verbs.Group("log", "The logs: heads, and whether they verify.",
        new Verb("show", "Prints the signed head of each log.", "tocsin log show", Show) { ForAuditor = true },
        new Verb("verify", "Verifies every leaf, tile, disclosure and signature; exit 1 names what does not.", "tocsin log verify", Verify) { ForAuditor = true },
        ProofVerbs.Prove(), ProofVerbs.VerifyProof());

    static Task<int> Show(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        foreach (var log in await node.Heads.List(stop)) context.Out.WriteLine((await node.Heads.Read(log, stop)).Note ?? await Kept(node.Papers, log, stop));
        return Verb.Done;
    }, stop);

    static async Task<int> Verify(VerbContext context, CancellationToken stop)
    {
        try
        {
            return await context.WithNode(node => Verify(context, node.Heads, node.Records, node.Papers, node.VerifiersOf, stop), stop);
        }
        catch (CorruptLogException e)
        {
            context.Err.WriteLine($"tocsin: {e.Message}");
            using var logs = await HeldLogs.Open(NodeFolder.Open(context.DataFolder), stop);
            await Verify(context, logs.Heads, logs.Records, logs.Papers, logs.VerifiersOf, stop);
            return Verb.BadAnswer;
        }
    }

    static async Task<int> Verify(VerbContext context, IHeads heads, IRecords records, IPapers papers, Func<Origin, IReadOnlyList<NoteVerifier>> verifiersOf, CancellationToken stop)
    {
        var answers = new List<VerifyAnswer>();
        foreach (var log in await heads.List(stop))
        {
            answers.Add(await Verify(context, new VerifyLog(heads, records), log, verifiersOf(log), await Kept(papers, log, stop), stop));
        }
        if (context.Json) context.WriteJson([.. answers], VerifyJson.Default.VerifyAnswerArray);
        else foreach (var answer in answers) context.Out.WriteLine(answer.Verified
            ? $"{answer.Log}: {answer.Leaves} leaves and {answer.Disclosures} disclosures verify, in {answer.Seconds.ToString(CultureInfo.InvariantCulture)} s"
            : $"{answer.Log} does not verify: {answer.Fault}");
        return answers.All(answer => answer.Verified) ? Verb.Done : Verb.BadAnswer;
    }

    /// <summary>The newest signed head of another's log: more of it may be stored already than that head covers.</summary>
    static async Task<string?> Kept(IPapers papers, Origin log, CancellationToken stop) =>
        await papers.Read(Mirror.HeadKind, log.ToString(), stop) is { IsEmpty: false } note ? Encoding.UTF8.GetString(note.Span) : null;

    static async Task<VerifyAnswer> Verify(VerbContext context, VerifyLog verify, Origin log, IReadOnlyList<NoteVerifier> author, string? kept, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var verdict = await verify.Verify(log, author, kept, new Reports(context), stop);
        var seconds = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 2);
        return verdict switch
        {
            LogVerdict.Whole whole => new VerifyAnswer(log.ToString(), true, whole.Head.Size, whole.Disclosures, null, null, seconds),
            LogVerdict.Broken broken => new VerifyAnswer(log.ToString(), false, 0, 0, broken.Leaf, broken.Sentence, seconds),
            _ => new VerifyAnswer(log.ToString(), false, 0, 0, null, "nothing of it is held here", seconds),
        };
    }

    /// <summary>Says how far an audit has come, each quarter of a million leaves.</summary>
    sealed class Reports(VerbContext context) : IProgress<long>
    {
        const long Step = 250_000;
        long said;

        public void Report(long leaves)
        {
            if (leaves / Step <= Interlocked.Exchange(ref said, leaves / Step)) return;
            context.Err.WriteLine($"{leaves.ToString("N0", CultureInfo.InvariantCulture)} leaves verified");
        }
    }
}

/// <summary>What <c>log verify --json</c> prints of each log.</summary>
sealed record VerifyAnswer(string Log, bool Verified, long Leaves, long Disclosures, long? FaultyLeaf, string? Fault, double Seconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VerifyAnswer[]))]
sealed partial class VerifyJson : JsonSerializerContext;
