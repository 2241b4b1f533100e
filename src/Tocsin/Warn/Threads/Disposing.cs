using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Warn.Threads;

/// <summary>What acknowledging, taking and closing have in common.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="records">The journal's records.</param>
/// <param name="views">The threads.</param>
sealed class Disposing(Journal journal, IRecords records, IViews views)
{
    public async Task<WarningThread?> Find(string thread, CancellationToken stop) =>
        await views.Document(ThreadsFollower.View, thread, stop) is { } document
        && System.Text.Json.JsonSerializer.Deserialize(document.Text, ThreadJson.Default.WarningThread) is { Ringing.Length: > 0 } found ? found : null;

    /// <summary>Appends a disposition on the message that rings. With a key, the same is done once for each ringing, whoever is first.</summary>
    public Task<Appended> Append(WarningThread thread, DispositionFacts facts, string? officer, string? key, CancellationToken stop)
    {
        var ringing = thread.Entries.First(e => e.Leaf == thread.Ringing);
        Hash.TryParseBase64Url(ringing.Leaf, out var leaf);
        return journal.Append(new Draft
        {
            Kind = Kind.Disposition,
            What = facts with { Status = thread.Status },
            Source = new Source { Officer = officer, Key = key is null ? null : new SourceKey(SourceKey.Own, "disposition", [$"{key}/{thread.Id}/{thread.Ringing}"], null) },
            References = [new Reference(Relation.About, ringing.AddressIn(journal.Log).Log, ringing.Index, leaf)],
        }, stop);
    }

    /// <summary>Who wrote a record, and when.</summary>
    public async Task<(string Officer, Instant Time, Outcome? Outcome)> Writer(RecordAddress address, CancellationToken stop)
    {
        var record = await Following.LeafRecord.Read(records, address.Log, address.Index, stop) ?? throw new CorruptLogException(address.Log, $"leaf {address.Index} is missing");
        return (record.Source?.Officer ?? "erased", record.Leaf.Time, (record.What as DispositionFacts)?.Outcome);
    }
}
