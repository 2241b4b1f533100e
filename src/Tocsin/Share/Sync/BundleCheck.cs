using System.Buffers.Binary;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>A bundle that was fetched: what of it can be stored, and what must be known of it.</summary>
/// <param name="What">Which bundle, for the sentences.</param>
/// <param name="Leaves">The leaf hashes of all its entries.</param>
/// <param name="Entries">Its entries from the first that is not held yet, with the content that is theirs.</param>
/// <param name="Lacking">Leaves whose content did not come, or not all of it.</param>
/// <param name="Unread">Erasures among those.</param>
/// <param name="Erased">What erasures among the new entries name.</param>
/// <param name="Faults">What was wrong with contents that came, in sentences.</param>
sealed record CheckedBundle(
    string What, Hash[] Leaves, BatchEntry[] Entries, IReadOnlyList<long> Lacking, IReadOnlyList<long> Unread, IReadOnlyList<Reference> Erased, IReadOnlyList<string> Faults)
{
    public long Bytes => Entries.Sum(entry => (long)entry.Leaf.Length + entry.Content.Length);

    /// <summary>Without the contents of leaves that their author has erased in part or as a whole: who gave them may not have heard of it, or act so, and which part is erased
    /// cannot be told from a leaf.</summary>
    /// <param name="ended">The leaves.</param>
    /// <param name="start">The index of the first entry.</param>
    public CheckedBundle Without(Ranges ended, long start)
    {
        if (!ended.Touches(start, start + Entries.Length)) return this;
        var unheard = Enumerable.Range(0, Entries.Length).Where(at => ended.Contains(start + at)).ToHashSet();
        return this with
        {
            Entries = [.. Entries.Select((entry, at) => unheard.Contains(at) ? entry with { Content = ReadOnlyMemory<byte>.Empty } : entry)],
            Lacking = [.. Lacking.Union(unheard.Select(at => start + at))],
        };
    }
}

/// <summary>Checks what a source gave of a bundle: leaves are hashed, and a content is taken where each of its disclosures is one to which its leaf commits.</summary>
static class BundleCheck
{
    /// <summary>In the place of a content's length: it is too large to go with others, and is to be asked for alone.</summary>
    public const uint AskAlone = uint.MaxValue;

    /// <summary>Goes through one bundle.</summary>
    /// <inheritdoc cref="Check(string, Origin, string, long, int, int, ReadOnlyMemory{byte}, ReadOnlyMemory{byte}?, IReadOnlyDictionary{long, ReadOnlyMemory{byte}})"/>
    public static CheckedBundle Check(
        string source, Origin log, long bundle, int width, int skip,
        ReadOnlyMemory<byte> entries, ReadOnlyMemory<byte>? contents, IReadOnlyDictionary<long, ReadOnlyMemory<byte>> alone) =>
        Check(source, log, $"bundle {bundle}", bundle * Limits.BundleRecords, width, skip, entries, contents, alone);

    /// <summary>Goes through a row of entries.</summary>
    /// <param name="source">Who gave it.</param>
    /// <param name="log">The log.</param>
    /// <param name="what">What it is, for the sentences.</param>
    /// <param name="start">Its first leaf.</param>
    /// <param name="width">How many entries it must have.</param>
    /// <param name="skip">How many of them are held already.</param>
    /// <param name="entries">The entries as they came.</param>
    /// <param name="contents">The contents as they came; nothing where none did.</param>
    /// <param name="alone">Contents that came alone, by leaf.</param>
    /// <exception cref="SourceException">The entries are not a row of this width.</exception>
    public static CheckedBundle Check(
        string source, Origin log, string what, long start, int width, int skip,
        ReadOnlyMemory<byte> entries, ReadOnlyMemory<byte>? contents, IReadOnlyDictionary<long, ReadOnlyMemory<byte>> alone)
    {
        var (leaves, taken) = (new Hash[width], new BatchEntry[width - skip]);
        var (lacking, unread, erased, faults) = (new List<long>(), new List<long>(), new List<Reference>(), new List<string>());
        var theirs = new Contents(contents ?? ReadOnlyMemory<byte>.Empty);
        var at = 0;
        var reader = EntryBundle.Read(entries.Span, width);
        while (reader.MoveNext())
        {
            var slot = reader.Count - 1;
            var leaf = entries.Slice(at + sizeof(ushort), reader.Current.Length);
            at += sizeof(ushort) + reader.Current.Length;
            leaves[slot] = MerkleTree.Leaf(leaf.Span);
            var content = theirs.Next();
            if (slot < skip) continue;
            var index = start + slot;
            if (alone.TryGetValue(index, out var single)) content = single;
            var erasures = erased.Count;
            var held = Take(source, new RecordAddress(log, index), leaf.Span, content, erased, faults, out var isWhole);
            if (!isWhole) lacking.Add(index);
            if (!isWhole && erased.Count > erasures) unread.Add(index);
            taken[slot - skip] = new BatchEntry(leaf, held, [], UInt128.Zero, null, [], []);
        }
        if (reader.Reason is { } reason) throw new SourceException($"{source} gave a {what} of {log} that is none: {reason}", isFalse: true);
        if (contents is not null && theirs.End() is { } fault) faults.Add($"{source} gave contents of {what} of {log} that do not read: {fault}");
        return new CheckedBundle(what, leaves, taken, lacking, unread, erased, faults);
    }

    /// <summary>The leaves of a bundle whose contents must be asked for alone.</summary>
    public static IEnumerable<long> Alone(long bundle, int width, ReadOnlyMemory<byte> contents)
    {
        var theirs = new Contents(contents);
        for (var slot = 0; slot < width; slot++)
        {
            theirs.Next();
            if (theirs.IsAlone) yield return bundle * Limits.BundleRecords + slot;
        }
    }

    /// <summary>A content that came for a leaf, as far as it may be taken: nothing of it where any disclosure is not the leaf's.</summary>
    static ReadOnlyMemory<byte> Take(
        string source, RecordAddress address, ReadOnlySpan<byte> leaf, ReadOnlyMemory<byte> content, List<Reference> erased, List<string> faults, out bool isWhole)
    {
        // What this version cannot read commits to nothing that it could check: the leaf is kept, and no content.
        isWhole = false;
        if (!LeafReader.Read(leaf).Try(out var envelope, out _)) return ReadOnlyMemory<byte>.Empty;
        if (envelope.Kind == Kind.Erasure)
            foreach (var reference in envelope.References)
                if (reference.Relation == Relation.Ends && reference.HasEffect(address)) erased.Add(reference);
        var refused = Disclosures(envelope, content.Span, out var count);
        isWhole = refused is null && count == envelope.Digests.Length;
        if (refused is null) return content;
        faults.Add($"{source} gave a content of leaf {address.Index} of {address.Log} that is not its own: {refused}");
        return ReadOnlyMemory<byte>.Empty;
    }

    /// <summary>Nothing where every disclosure is one to which the leaf commits, each once and in the order of the digests; else what is wrong.</summary>
    public static string? Disclosures(Leaf envelope, ReadOnlySpan<byte> content, out int count)
    {
        count = 0;
        if (content.Length > Limits.ContentBytesMax) return $"it has {content.Length} bytes; {Limits.ContentBytesMax} are the most";
        var last = -1;
        try
        {
            while (Content.TryNext(ref content, out var disclosure))
            {
                count++;
                var place = envelope.Digests.BinarySearch(Disclosure.Digest(disclosure));
                if (place < 0) return $"disclosure {count} is not one to which the leaf commits";
                if (place <= last) return $"disclosure {count} is not in the order of the digests";
                last = place;
            }
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }

    /// <summary>Goes along contents as they came, each behind its length; from the first that does not read on there is none.</summary>
    sealed class Contents(ReadOnlyMemory<byte> rest)
    {
        string? fault;

        public bool IsAlone { get; private set; }

        public ReadOnlyMemory<byte> Next()
        {
            IsAlone = false;
            if (fault is not null || rest.Length < sizeof(uint)) return Cut("they end too early");
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest.Span);
            IsAlone = length == AskAlone;
            if (IsAlone) length = 0;
            if (length > rest.Length - sizeof(uint)) return Cut($"one says {length} bytes, {rest.Length - sizeof(uint)} are left");
            var content = rest.Slice(sizeof(uint), (int)length);
            rest = rest[(sizeof(uint) + (int)length)..];
            return content;
        }

        /// <summary>Nothing where they were whole; else what was wrong.</summary>
        public string? End() => fault ?? (rest.IsEmpty ? null : $"{rest.Length} bytes too many follow the last");

        ReadOnlyMemory<byte> Cut(string why)
        {
            fault ??= why;
            return ReadOnlyMemory<byte>.Empty;
        }
    }
}
