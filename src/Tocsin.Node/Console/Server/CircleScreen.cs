using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Ui;

/// <summary>The list of circles, a circle's page, and what officers on duty must know of partners.</summary>
sealed class CircleScreen(TocsinNode node, CircleMembers members, ConsoleOptions options)
{
    CircleWords Words => new(node.Names);

    /// <summary>The circles that this node knows of.</summary>
    public async Task<CirclesView> List(CancellationToken stop)
    {
        var evidence = await Evidence(stop);
        var rows = node.Register.Circles.Where(IsShown).Select(circle => Row(circle, evidence).Row);
        return new CirclesView(
            [.. rows.OrderByDescending(row => row.Faults.Count > 0).ThenBy(row => row.Stage is CircleStanding.Left or CircleStanding.Former).ThenBy(row => row.Name, StringComparer.CurrentCulture).ThenBy(row => row.Id, StringComparer.Ordinal)],
            node.Sources.Clock.Now(), options.Zone);
    }

    /// <summary>One circle; null where there is none of that id.</summary>
    public async Task<CircleView?> One(string id, bool mayConsent, CancellationToken stop)
    {
        if (Find(id) is not { } circle) return null;
        var (row, evidence) = Row(circle, await Evidence(stop));
        var current = circle.Current;
        return new CircleView(
            row, current?.Needed() ?? 0, current?.History ?? false, current?.Succeeds, node.Logs.Of(circle.Id)?.Log.ToString(), await members.Sheets(circle, row.Members, stop),
            [.. Epochs(circle).Take(ConsoleLimits.EpochsShownMax)], [.. circle.Proposals.Take(ConsoleLimits.ProposalsShownMax).Select(waiting => Proposal(waiting, current))],
            [.. evidence.Select(document => new EvidenceRow(document.Name, Words.Says(document)))], mayConsent, node.Sources.Clock.Now(), options.Zone)
        {
            Rivals = [.. circle.Rivals.Select(rival => new EpochRow(rival.Epoch, rival.Time, Words.Change(rival, current), [.. circle.AgreedBy(rival.Hash()).Select(Words.Party).Order(StringComparer.CurrentCulture)]))],
        };
    }

    /// <summary>A circle by its id.</summary>
    public Circle? Find(string id) => Hash.TryParseBase64Url(id, out var hash) && node.Register.Circle(hash) is { } circle && IsShown(circle) ? circle : null;

    /// <summary>The partners that are silent, or against whom something stands, in the circles in which this party shares; what is proven comes first.</summary>
    public async Task<PartnersView> Notices(CancellationToken stop)
    {
        var (found, evidence, now) = (new List<PartnerNotice>(), await Evidence(stop), node.Sources.Clock.Now());
        foreach (var circle in node.Sharing.Open.Select(sync => sync.Circle).Where(circle => circle.MembersNow.Contains(node.Own.Id)))
        {
            var row = Row(circle, evidence).Row;
            found.AddRange(row.Members.Where(member => member.Faults.Count > 0 || member.IsSilent && !IsNew(circle, member, now)).Select(member => new PartnerNotice(row.Id, row.Name, row.Exercise, member)));
        }
        var shown = found.OrderByDescending(notice => notice.Member.Faults.Count > 0).ThenBy(notice => notice.Exercise).ThenBy(notice => notice.Circle, StringComparer.CurrentCulture).Take(ConsoleLimits.PartnersNoticedMax).ToList();
        return new PartnersView(shown, found.Count - shown.Count, now, options.Zone);
    }

    /// <summary>A member that has just joined has had no time to be heard.</summary>
    static bool IsNew(Circle circle, MemberRow member, Instant now) =>
        member.Hearing == Hearing.Never && circle.Charters[Math.Max(0, member.Since - 1)].Time + Duration.FromSeconds(SyncLimits.SilentAfterSeconds) > now;

    static bool IsShown(Circle circle) => circle.Current is not null || circle.Proposals.Length > 0;

    Task<IReadOnlyList<EvidenceDocument>> Evidence(CancellationToken stop) => new ListEvidence(node.Register, node.Papers).All(stop);

    (CircleRow Row, IReadOnlyList<EvidenceDocument> Evidence) Row(Circle circle, IReadOnlyList<EvidenceDocument> all)
    {
        var evidence = ListEvidence.Of(circle, all);
        var shown = circle.Current ?? circle.Proposals[0].Charter;
        var rows = members.Of(circle, evidence);
        // What was proven against a party that is a member no more stands, too.
        var gone = evidence.Where(document => !rows.Any(member => member.Party == document.Party)).Select(Words.Says);
        return (new CircleRow(
            circle.Id.ToBase64Url(), shown.Name, shown.Purpose, $"TLP:{shown.Tlp}", shown.Exercise, circle.Current?.Epoch ?? 0, StageOf(circle), rows, circle.Proposals.Length)
        {
            Faults = [.. rows.SelectMany(member => member.Faults), .. gone],
        }, evidence);
    }

    CircleStanding StageOf(Circle circle)
    {
        var own = node.Own.Id;
        return circle.IsFrozen ? CircleStanding.Frozen
            : circle.MembersNow.Contains(own) ? CircleStanding.InForce
            : circle.HasLeft(own) ? CircleStanding.Left
            : circle.Proposals.Any(waiting => waiting.Lacking.Contains(own)) ? CircleStanding.Invited
            : circle.Charters.Any(charter => charter.IsMember(own)) ? CircleStanding.Former : CircleStanding.Waiting;
    }

    /// <summary>The newest first.</summary>
    IEnumerable<EpochRow> Epochs(Circle circle)
    {
        var charters = circle.Charters;
        for (var at = charters.Length - 1; at >= 0; at--)
        {
            var (charter, before) = (charters[at], at > 0 ? charters[at - 1] : null);
            var asked = (before?.Members ?? charter.Members).Union(charter.Change?.Party is { } party ? [party] : []);
            var consented = circle.HashOf(charter.Epoch) is { } hash ? asked.Where(member => circle.HasAgreed(hash, member)) : [];
            yield return new EpochRow(charter.Epoch, charter.Time, Words.Change(charter, before), [.. consented.Select(Words.Party)]);
        }
    }

    ProposalRow Proposal(Taking.Waiting waiting, Charter? current) => new(
        waiting.Charter.Hash().ToBase64Url(), waiting.Charter.Epoch, waiting.Charter.Time, Words.Change(waiting.Charter, current),
        [.. waiting.Consented.Select(Words.Party)], [.. waiting.Lacking.Select(Words.Party)], waiting.Needed, waiting.Lacking.Contains(node.Own.Id));

    /// <summary>Whether an officer may agree for this party.</summary>
    public static bool MayConsent(CurrentOfficer officer) => officer.Roles.May(Permission.ManageCircles);
}
