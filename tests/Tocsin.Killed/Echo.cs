using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Killed;

/// <summary>A follower that appends: one note about every tenth observation.</summary>
public sealed class Echo(Journal journal) : IFollower
{
    public string Name => "echo";

    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> records, CancellationToken stop)
    {
        var changes = new ViewChanges();
        foreach (var stored in records)
        {
            if (!LeafReader.Read(stored.Leaf.Span).Try(out var leaf, out _) || leaf.Kind != Kind.Observation || stored.Address.Index % 10 != 0) continue;
            var key = new SourceKey(SourceKey.Own, Name, [$"{stored.Address}/0"], null);
            await journal.Append(new Draft { Kind = Kind.Note, What = new NoteFacts(), Source = new Source { Key = key } }, stop);
            changes.Put(Name, new ViewDocument(stored.Address.ToString(), stored.Arrival, "", null));
        }
        return changes;
    }
}
