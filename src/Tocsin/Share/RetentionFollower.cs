using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>Knows which records hold data on persons, and until when; <see cref="ErasePersonal"/> asks it.</summary>
public sealed class RetentionFollower : IFollower
{
    /// <summary>The follower's name, and its view's.</summary>
    public const string FollowerName = "retention";

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    public Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        var changes = new ViewChanges();
        foreach (var stored in batch)
        {
            if (!stored.Read().Try(out var record, out _)) continue;
            if (record.Personal is { } personal) changes.Put(FollowerName, Document(stored.Address, personal.Until));
            if (record.What is not ErasureFacts facts || !facts.IsWhole && !facts.Groups.Contains(Group.Personal)) continue;
            foreach (var named in record.Leaf.References.Where(r => r.Relation == Relation.Ends && r.HasEffect(stored.Address)))
                changes.Remove(FollowerName, new RecordAddress(named.Log, named.Index).ToString());
        }
        return Task.FromResult(changes);
    }

    /// <summary>The soonest has the greatest rank.</summary>
    static ViewDocument Document(RecordAddress address, Instant until) =>
        new(address.ToString(), -until.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), address);
}
