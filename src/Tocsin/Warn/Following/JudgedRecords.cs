using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Following;

/// <summary>Records as a judge names them: two authors may give one id, by malice at least, so a record of another log than this
/// party's private one goes by an id that is made of its author's and its own. A relay is to them what it passes on.</summary>
/// <param name="records">The journal's records.</param>
/// <param name="own">This party's private log.</param>
sealed class JudgedRecords(IRecords records, Origin own)
{
    /// <summary>This party's private log.</summary>
    public Origin Own => own;

    /// <summary>The record at an address; nothing where none is held, it does not read, or this party only passed it on.</summary>
    public async Task<Record?> Read(RecordAddress address, CancellationToken stop) =>
        await LeafRecord.Read(records, address.Log, address.Index, stop) is { } record && !IsOwnRelay(record, own) ? Named(record, own) : null;

    /// <summary>Whether this party itself passed it on: then it has heard its author.</summary>
    public static bool IsOwnRelay(Record record, Origin own) => record.Relayed is not null && record.Address.Log.Party == own.Party;

    /// <summary>The record under the name that it has for judges; all its revisions have the same.</summary>
    public static Record Named(Record record, Origin own) => record.Address.Log.IsOfAuthorOf(own) ? record : record with { Leaf = record.Leaf with { Id = NameOf(record), Kind = record.Relayed?.Leaf.Kind ?? record.Leaf.Kind } };

    /// <summary>A UUID of version 7 keeps the time at which it was minted.</summary>
    static Guid NameOf(Record record)
    {
        Span<byte> parts = stackalloc byte[2 * Hash.Size + 16], name = stackalloc byte[16];
        record.Address.Log.Circle.AsSpan().CopyTo(parts);
        record.Address.Log.Party.AsSpan().CopyTo(parts[Hash.Size..]);
        record.Leaf.Id.TryWriteBytes(parts[(2 * Hash.Size)..], bigEndian: true, out _);
        Hash.Of(parts).AsSpan()[..name.Length].CopyTo(name);
        var isTimed = record.Leaf.Id.Version == 7;
        if (isTimed) parts.Slice(2 * Hash.Size, 6).CopyTo(name);
        name[6] = (byte)(name[6] & 0x0F | (isTimed ? 0x70 : 0x80));
        name[8] = (byte)(name[8] & 0x3F | 0x80);
        return new Guid(name, bigEndian: true);
    }
}
