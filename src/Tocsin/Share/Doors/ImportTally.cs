using Tocsin.Formats;
using Tocsin.Share.Logs;

namespace Tocsin.Share.Doors;

/// <summary>Counts what becomes of a file's items while it is taken in.</summary>
sealed class ImportTally(string file, FileFormat format)
{
    readonly List<ImportNote> repaired = [];
    readonly List<ImportRefusal> refused = [];
    long read, accepted, duplicates, revised, thinned, moreRepaired, moreRefused;
    string? failure;

    public void Read(in DoorItem item)
    {
        read++;
        foreach (var repair in item.Repairs)
            if (repaired.Count < ImportReport.NamedMax) repaired.Add(new(repair.At, repair.Note));
            else moreRepaired++;
        if (item.Refused is { } reason) Refuse(item.At, reason);
    }

    public void Thin() => thinned++;

    public void Accept() => accepted++;

    public void Duplicate() => duplicates++;

    public void Revise() => revised++;

    public void Settle(string at, Appended appended)
    {
        switch (appended)
        {
            case Appended.Stored { Leaf.Revision: 1 }: accepted++; break;
            case Appended.Stored: revised++; break;
            case Appended.Duplicate: duplicates++; break;
            case Appended.Refused no: Refuse(at, no.Reason); break;
        }
    }

    /// <summary>Ends the import. It is said in the list as well, whatever its length.</summary>
    public void Fail(string at, string reason)
    {
        failure = reason;
        refused.Add(new(at, reason));
    }

    /// <summary>How many items have been read so far.</summary>
    public long ItemsRead => read;

    public ImportReport Report() => new()
    {
        File = file,
        Format = DoorFormats.Name(format),
        Read = read,
        Accepted = accepted,
        Duplicates = duplicates,
        Revised = revised,
        Thinned = thinned,
        Repaired = moreRepaired == 0 ? repaired : [.. repaired, new("", $"and {moreRepaired} more")],
        Refused = moreRefused == 0 ? refused : [.. refused, new("", $"and {moreRefused} more")],
        Failure = failure,
    };

    void Refuse(string at, string reason)
    {
        if (refused.Count < ImportReport.NamedMax) refused.Add(new(at, reason));
        else moreRefused++;
    }
}
