using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Warn.Following;

/// <summary>Says in a circle what a rule with a <c>publish</c> has raised there, once all of it rests on that circle's own records.</summary>
/// <remarks>It keeps nothing: what it says bears a key of the warning's leaf, so the circle's log knows it again after a crash. A rebuild takes its cursor over.</remarks>
/// <param name="log">This party's private log.</param>
/// <param name="records">The records of all logs.</param>
/// <param name="views">Know how records stand.</param>
/// <param name="identity">Finds what was published, by its key.</param>
/// <param name="circleOf">Finds the circles that rules name.</param>
public sealed class PublishFollower(Origin log, IRecords records, IViews views, Identity identity, FindCircle circleOf) : IFollower
{
    /// <summary>The follower's name.</summary>
    public const string FollowerName = "publish";

    readonly PublicationDesk desk = new(log, records, identity, circleOf);

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        foreach (var stored in batch.Where(stored => stored.Address.Log.IsOfAuthorOf(log)))
            if (stored.Read().Try(out var record, out _) && record.What is WarningFacts && await desk.Plan(record, stop) is PublicationPlan.Say say) await Say(say, stop);
        return new ViewChanges();
    }

    /// <summary>Where this party leaves the circle meanwhile, or it is frozen, its log is closed, and the warning stays here.</summary>
    async Task Say(PublicationPlan.Say say, CancellationToken stop)
    {
        var (circle, warning, marking) = (say.Circle, say.Warning, say.Marking);
        try
        {
            await new PublishRecord(log, circle.Journal, circle.Terms, records, views).Publish(warning, [], marking, officer: null, stop);
        }
        catch (IOException) when (!circleOf(circle.Journal.Log.Circle.ToBase64Url()).Try(out var now, out _) || now.Journal != circle.Journal) { }
    }
}
