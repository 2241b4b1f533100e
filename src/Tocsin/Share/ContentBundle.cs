using System.Buffers.Binary;
using Tocsin.Share.Records;

namespace Tocsin.Share;

/// <summary>The contents that go with an entry bundle: one for each leaf, each behind its length as a big-endian uint32.</summary>
static class ContentBundle
{
    /// <summary>Nothing where each disclosure is one to which its leaf commits; else the first leaf that has another.</summary>
    /// <remarks>A leaf that this version does not read commits to nothing that it could check, and is passed over.</remarks>
    public static LogVerdict.Broken? Check(long start, ReadOnlySpan<byte> entries, ReadOnlySpan<byte> contents, int width, ref long disclosures)
    {
        var reader = EntryBundle.Read(entries, width);
        while (reader.MoveNext())
        {
            var leaf = start + reader.Count - 1;
            if (contents.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(contents) is var length && length > contents.Length - 4)
                return new LogVerdict.Broken(leaf, $"the content of leaf {leaf} is cut off");
            var content = contents.Slice(4, (int)length);
            contents = contents[(4 + (int)length)..];
            if (!content.IsEmpty && LeafReader.Read(reader.Current).Try(out var envelope, out _)
                && Check(leaf, envelope, content, ref disclosures) is { } fault) return fault;
        }
        return contents.IsEmpty ? null : new LogVerdict.Broken(start + width - 1, $"{contents.Length} bytes too many follow the content of leaf {start + width - 1}");
    }

    static LogVerdict.Broken? Check(long leaf, Leaf envelope, ReadOnlySpan<byte> content, ref long disclosures)
    {
        try
        {
            for (var number = 1; Content.TryNext(ref content, out var disclosure); number++)
            {
                if (envelope.Digests.BinarySearch(Disclosure.Digest(disclosure)) < 0)
                    return new LogVerdict.Broken(leaf, $"disclosure {number} of leaf {leaf} is not one to which the leaf commits");
                Interlocked.Increment(ref disclosures);
            }
            return null;
        }
        catch (InvalidDataException e)
        {
            return new LogVerdict.Broken(leaf, $"the content of leaf {leaf} does not read: {e.Message}");
        }
    }
}
