using System.CommandLine;
using System.Text.Json.Serialization;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin sync</c>: asks partners now, and says how it stands.</summary>
static class SyncVerb
{
    const int RoundsMax = 8;

    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50), CatchesUpWithin = TimeSpan.FromMinutes(10);
    static readonly Argument<string?> OneCircle = new("CIRCLE") { Description = "Only this circle", Arity = ArgumentArity.ZeroOrOne };
    static readonly Option<bool> Once = new("--once") { Description = "Ask every partner once, fetch what is new, and end (a running node does that all the time by itself)" };

    static readonly Option<string?> Lift = new("--lift") { Description = "Take logs of this member up again that are frozen because of what was served; what convicts it is never lifted" };

    static readonly Option<string?> Gone = new("--gone") { Description = "After a restore: do not wait for this member, which will never answer again. If it does, with what this node signed after its backup, that can convict this party" };

    public static Verb Create() => new("sync", "Says how it stands with partners and their logs; --once asks them first.", "tocsin sync health --once", Run) { Arguments = { OneCircle }, Options = { Once, Lift, Gone } };

    static Task<int> Run(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var circles = context.Parsed.GetValue(OneCircle) is { } name ? [node.Circle(name)] : node.Register.Circles.Where(circle => circle.Charters.Any(charter => charter.IsMember(node.Own.Id))).ToList();
        if (context.Parsed.GetValue(Lift) is { } party) await TakeUp(context, node, circles, party, stop);
        if (context.Parsed.GetValue(Gone) is { } gone) new CircleDesk(node, root: null).GiveUp(circles, Other(node, circles, gone));
        var answers = new List<SyncAnswer>();
        foreach (var circle in circles)
        {
            var sync = await node.Sharing.Of(circle, stop);
            var refused = context.Parsed.GetValue(Once) ? await Exchange(sync, stop) : [];
            await node.Logs.Follow(stop);
            answers.Add(Answer(node, sync, refused));
        }
        if (context.Json) context.WriteJson([.. answers], SyncVerbJson.Default.SyncAnswerArray);
        else foreach (var answer in answers) Tell(context, answer);
        return answers.Any(answer => answer.Trouble is not null || answer.Partners.Any(partner => partner.Trouble is not null)) ? Verb.BadAnswer : Verb.Done;
    }, stop);

    /// <summary>The one other member that a word means: to give up one for another could convict this party.</summary>
    /// <exception cref="IOException">There is none such, or several.</exception>
    static string Other(TocsinNode node, IReadOnlyList<Circle> circles, string named) => CircleOption.Called(node, circles.SelectMany(circle => circle.MembersNow).Where(party => party != node.Own.Id), named) switch
    {
        [var party] => party,
        [] => throw new IOException($"no other member is called '{named}'"),
        var several => throw new IOException($"'{named}' may be {string.Join(" or ", several)}: give the id"),
    };

    /// <exception cref="IOException">Nothing of the party's is frozen, or it stays so; says why.</exception>
    static async Task TakeUp(VerbContext context, TocsinNode node, IReadOnlyList<Circle> circles, string party, CancellationToken stop)
    {
        var lifted = new List<(Origin Log, string? Refusal)>();
        foreach (var circle in circles)
            foreach (var id in CircleOption.Called(node, circle.Charters.SelectMany(charter => charter.Members), party)) lifted.AddRange(await (await node.Sharing.Of(circle, stop)).Lift(id, stop));
        if (lifted.Count == 0) throw new IOException($"no log of '{party}' is frozen here");
        if (lifted.FirstOrDefault(each => each.Refusal is not null) is { Refusal: { } why } stays) throw new IOException($"{stays.Log} stays frozen: {why}");
        foreach (var (log, _) in lifted) context.Err.WriteLine($"{log} is taken up again");
    }

    /// <summary>Each partner is heard until it has nothing more to tell, and what it told of is fetched.</summary>
    static async Task<IReadOnlyList<string>> Exchange(CircleSync sync, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        enough.CancelAfter(CatchesUpWithin);
        var working = sync.Run(enough.Token);
        foreach (var party in sync.Others)
        {
            var session = new PartnerSession(sync, party);
            try
            {
                // The first tells, the second hears what followed from it.
                for (var round = 0; round < 2; round++) await session.Exchange(waitSeconds: 0, enough.Token);
            }
            catch (IOException e)
            {
                sync.Failed(party, e);
            }
        }
        for (var round = 0; round < RoundsMax && IsBehind(sync); round = IsBehind(sync) ? 0 : round + 1)
        {
            if (enough.IsCancellationRequested || working.IsCompleted) break;
            await Task.Delay(LookAgain, stop);
        }
        await enough.CancelAsync();
        await ((Task)working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return sync.TakeRefusals();
    }

    static bool IsBehind(CircleSync sync) =>
        sync.Partners.Any(partner => partner.Trouble is null) && sync.Logs.Any(log => log.Frozen is null && log.Size < Math.Min(log.KnownSize, sync.Circle.End(log.Log)?.Size ?? long.MaxValue));

    static SyncAnswer Answer(TocsinNode node, CircleSync sync, IReadOnlyList<string> refused)
    {
        var desk = new CircleDesk(node, root: null);
        return new SyncAnswer(sync.Circle.Id.ToBase64Url(), sync.Circle.Current?.Name ?? "",
            [.. sync.Partners.Select(partner => new PartnerLine(partner.Party, desk.NameOf(partner.Party), Time(partner.AnsweredSeconds), Time(partner.AskedSeconds), partner.Trouble))],
            [.. sync.Logs.Select(log => new LogLine(log.Log.ToString(), log.Size, log.KnownSize, Time(log.SaidSeconds), log.IsSilent && log.Log != sync.Own, log.Frozen))], refused, node.Logs.Trouble(sync.Circle.Id));
    }

    static string? Time(long? seconds) => seconds is { } at ? Instant.FromUnixTimeSeconds(at).ToString() : null;

    static void Tell(VerbContext context, SyncAnswer answer)
    {
        context.Out.WriteLine(answer.Name);
        if (answer.Trouble is { } trouble) context.Out.WriteLine($"  this party's own log is closed: {trouble}");
        foreach (var partner in answer.Partners) context.Out.WriteLine($"  {partner.Name}  {partner.Trouble ?? (partner.Answered is { } at ? $"answered at {at}" : "was not asked yet")}");
        foreach (var log in answer.Logs)
            context.Out.WriteLine($"  {log.Log}  {log.Held} of {log.Known} held{(log.Silent ? $", silent or cut off since {log.Said ?? "ever"}" : "")}{(log.Frozen is { } why ? $", frozen: {why}" : "")}");
        foreach (var sentence in answer.Refused) context.Err.WriteLine($"  refused: {sentence}");
    }
}

/// <summary>A circle in <c>sync --json</c>.</summary>
sealed record SyncAnswer(string Circle, string Name, IReadOnlyList<PartnerLine> Partners, IReadOnlyList<LogLine> Logs, IReadOnlyList<string> Refused, string? Trouble);

/// <summary>A partner in it.</summary>
sealed record PartnerLine(string Party, string Name, string? Answered, string? Asked, string? Trouble);

/// <summary>A log in it.</summary>
sealed record LogLine(string Log, long Held, long Known, string? Said, bool Silent, string? Frozen);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SyncAnswer[]))]
sealed partial class SyncVerbJson : JsonSerializerContext;
