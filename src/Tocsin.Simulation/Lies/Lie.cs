using Tocsin.Share.Sync;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation.Lies;

/// <summary>An answer in the place of the node's own; none: nothing is answered.</summary>
sealed record Answered(PartnerAnswer? Answer);

/// <summary>A way of lying. The liar's node is the product's own; the lie stands between it and the others.</summary>
abstract class Lie(World world, Member liar)
{
    public Member Liar => liar;

    protected World World => world;

    /// <summary>Who was told which side, where there are two.</summary>
    public HashSet<(int Side, Member Told)> Sides { get; } = [];

    /// <summary>Whether some of these have between them what convicts the liar.</summary>
    public virtual bool IsMet(IReadOnlyCollection<Member> members) => Sides.Where(side => members.Contains(side.Told)).Select(side => side.Side).Distinct().Count() > 1;

    /// <summary>Answers a request that goes to the liar, or comes from it.</summary>
    public virtual Task<Answered?> Instead(Member to, Member from, PartnerRequest request) => Task.FromResult<Answered?>(null);

    /// <summary>Changes what its node asks.</summary>
    public virtual PartnerRequest Ask(Member to, PartnerRequest request) => request;

    /// <summary>Changes what its node answers.</summary>
    public virtual PartnerAnswer Change(Member from, PartnerRequest request, PartnerAnswer answer) => answer;

    /// <summary>The side that a party is told: one half of the members each.</summary>
    protected int SideOf(Member member) => world.Members.IndexOf(member) % 2;

    protected void Tell(Member member)
    {
        if (member.IsHonest) Sides.Add((SideOf(member), member));
        Lied();
    }

    /// <summary>A lie was told, of the kind that this one's class is named by.</summary>
    protected void Lied() => world.Count($"lies told: {GetType().Name.Replace("Lie", "", StringComparison.Ordinal).ToLowerInvariant()}");

    protected static PartnerAnswer Say(PartnerAnswer answer, Func<SyncMessage, SyncMessage> change) =>
        answer.Status == 200 && SyncMessage.Read(answer.Body.Span).Try(out var message, out _) ? answer with { Body = change(message).Bytes() } : answer;

    protected static bool IsSync(PartnerRequest request) => request.Target.EndsWith("/sync", StringComparison.Ordinal);
}
