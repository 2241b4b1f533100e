using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Following;

/// <summary>At which time a record is judged. Judges read no clock (docs/decisions/0003): a record of the private log is judged at the time
/// when it was written, one of another log when it was received, and where the store does not say that, no earlier than this party last wrote
/// anything itself. So what a partner brings late is old news here, however fresh it was there.</summary>
sealed class RecordTime
{
    const string Key = "now";

    readonly Desk desk;
    readonly Origin own;
    Instant now;

    RecordTime(Desk desk, Origin own, Instant now) => (this.desk, this.own, this.now) = (desk, own, now);

    public static async Task<RecordTime> Load(Desk desk, Origin own, CancellationToken stop) =>
        new(desk, own, (await desk.Get(Key, JudgeJson.Default.TimeState, stop))?.Now ?? Instant.FromUnixTimeTicks(0));

    /// <summary>The time for the next record.</summary>
    public Instant Of(StoredRecord stored, Record record)
    {
        var written = record.Leaf.Time;
        var isOwn = stored.Address.Log.Party == own.Party;
        if (isOwn) now = Instant.Max(now, written);
        return stored.Address.Log.IsOfAuthorOf(own) ? written : isOwn ? now : stored.Received ?? Instant.Max(written, now);
    }

    /// <summary>Keeps it for the next step.</summary>
    public void Flush() => desk.Put(Key, new TimeState(now), JudgeJson.Default.TimeState, owner: null);
}
