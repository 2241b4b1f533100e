using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Sync;

/// <summary>Verifies a file about readers without any node: everything that it needs stands in it.</summary>
public static class VerifyReadersFile
{
    /// <summary>Verifies.</summary>
    /// <param name="text">The file's text, at most <see cref="Limits.ReadersBytesMax"/> bytes in UTF-8.</param>
    public static ReadersVerdict Verify(string text)
    {
        if (!ReadersFile.Read(text).Try(out var file, out var reason)) return new ReadersVerdict.Broken(reason);
        if (!PartyChain.Of(file.Documents).Try(out var chains, out reason)) return new ReadersVerdict.Broken(reason);
        if (!SignedNote.Parse(file.Head).Try(out var note, out reason) || !Checkpoint.Parse(note.Text).Try(out var body, out reason) || !Origin.Parse(body.Origin).Try(out var log, out reason))
            return new ReadersVerdict.Broken(reason);
        var author = log.Party.ToBase64Url();
        var keys = chains.GetValueOrDefault(author)?.KeysEver(PartyKey.Log, log.Circle.ToBase64Url()) ?? [];
        if (!VerifiedHead.Read(note, [.. keys.Select(key => new NoteVerifier(body.Origin, key))]).Try(out var head, out reason)) return new ReadersVerdict.Broken(reason);
        if (!Leaves(file, head.Head).Try(out var leaves, out reason)) return new ReadersVerdict.Broken(reason);
        if (!History(file, log, chains).Try(out var circle, out reason)) return new ReadersVerdict.Broken(reason);

        var marks = new List<EpochMark>();
        for (var i = 0; i < leaves.Length; i++)
            if (LeafReader.Read(leaves[i]).Try(out var leaf, out _) && leaf.Charter is { } charter) marks.Add(new EpochMark(file.Mark + i, charter));
        if (marks is not [var first, ..] || first.Index != file.Mark) return new ReadersVerdict.Broken($"leaf {file.Mark} of {log} marks no epoch");
        return LogEpochs.Of(circle, author, marks).At(file.Index) switch
        {
            RecordEpoch.Of epoch => new ReadersVerdict.Holds(new RecordAddress(log, file.Index), Name(author), epoch.Number, epoch.Charter, circle.Charters.Length,
                [.. Entitlement.Readers(circle, epoch.Number).Select(reader => new ProvenReader(reader.Party, Name(reader.Party), reader.Epoch, reader.Charter))]),
            RecordEpoch.Invalid invalid => new ReadersVerdict.Broken(invalid.Reason),
            _ => new ReadersVerdict.Broken("the charter under which the record was written is not in force by the papers in the file"),
        };

        string Name(string party) => chains.GetValueOrDefault(party)?.Newest?.Document.Name ?? "unknown";
    }

    /// <summary>The leaves from the mark to the record, where they lead to the head just there.</summary>
    static Parsed<byte[][]> Leaves(ReadersFile file, Checkpoint head)
    {
        if (file.Mark < 0 || file.Index < file.Mark || file.Index >= head.Size || file.Leaves.Count != file.Index - file.Mark + 1) return new("the leaves are not those from the mark to the record, under the head");
        if (file.Leaves.Concat(file.Edge).Concat(file.Consistency).Any(each => !Codec.IsValid(each))) return new("a leaf or a hash is not base64url");
        var (leaves, proof) = (file.Leaves.Select(leaf => Codec.DecodeFromChars(leaf)).ToArray(), new Hash[file.Consistency.Count]);
        for (var i = 0; i < proof.Length; i++)
            if (!Hash.TryParseBase64Url(file.Consistency[i], out proof[i])) return new("a hash of the consistency proof has not 32 bytes");
        RightEdge edge;
        try { edge = RightEdge.Open(file.Mark, [.. file.Edge.Select((tile, level) => (level, Codec.DecodeFromChars(tile))).Where(tile => tile.Item2.Length > 0)]); }
        catch (InvalidDataException e) { return new($"the log before the mark does not read: {e.Message}"); }
        edge.Append([.. leaves.Select(leaf => MerkleTree.Leaf(leaf))]);
        return ConsistencyProof.Verify(file.Index + 1, head.Size, proof, edge.Root(), head.Root) is { } fault ? new(fault) : new(leaves);
    }

    /// <summary>The circle's history, as far as the papers prove it.</summary>
    static Parsed<Circle> History(ReadersFile file, Origin log, IReadOnlyDictionary<string, PartyChain> chains)
    {
        var circle = new Circle(log.Circle);
        foreach (var papers in file.Charters)
            if (circle.Take(papers, party => chains.GetValueOrDefault(party)) is Taking.Refused refused) return new($"a charter is refused: {refused.Reason}");
        return circle.Charters.Length == file.Charters.Count ? new(circle) : new($"of {file.Charters.Count} charters {circle.Charters.Length} are in force by the papers in the file");
    }
}
