using System.Collections.Immutable;
using System.Text;
using Tocsin.Log;

namespace Tocsin.Tests.Fuzzing;

/// <summary>The log's own forms.</summary>
static class LogParsers
{
    static readonly string[] Notes = ["made:head", "spec:log/note", "spec:receipt/receipt", "data/tlog/tessera-log/checkpoint*", "data/tlog/sumdb-made-700/checkpoint*"];
    static readonly string[] Keys = ["line:log/vkey", "line:log/cosigner-vkey", "data/tlog/sumdb-made-700/vkey"];

    public static readonly ImmutableArray<Parser> All =
    [
        new("note", Structure.Words, Notes, ["SignedNote.Parse", "NoteSignature.Parse"], bytes => SignedNote.Parse(bytes).Try(out var note, out _) ? new(true, Encoding.UTF8.GetBytes(note.ToString())) : Reading.Refused),
        new("checkpoint", Structure.Words, ["tocsin/RAdLx3kDix8LZGpxae08b1CM05rKsdI5RVndlp24_a4/fNO09y-FMXhxNEh-93tOZlciIGVTRt5lGEM43E9tI8k/1\n3\nWqx3HImawpLnS/Gv4ubjAvi1WIOy0b8Ze0amvqbavKk=\n"], ["Checkpoint.Parse"], bytes => Reading.Of(Checkpoint.Parse(Encoding.UTF8.GetString(bytes)), head => head.Body)),
        new("note-key", Structure.Words, Keys, ["NoteVerifier.Parse", "CosignatureVerifier.Parse", "NoteKey.Parse"], bytes => Key(Encoding.UTF8.GetString(bytes))),
        new("log-proof", Structure.Words, ["c2sp.org/tlog-proof@v1\nextra AAAA\nindex 1\nWqx3HImawpLnS/Gv4ubjAvi1WIOy0b8Ze0amvqbavKk=\n\nexample/log\n3\nWqx3HImawpLnS/Gv4ubjAvi1WIOy0b8Ze0amvqbavKk=\n\n— example/log AAAAAAA=\n"], ["LogProof.Parse"], bytes => Reading.Of(LogProof.Parse(Encoding.UTF8.GetString(bytes)), proof => proof.ToString())),
        new("origin", Structure.Words, ["tocsin/RAdLx3kDix8LZGpxae08b1CM05rKsdI5RVndlp24_a4/fNO09y-FMXhxNEh-93tOZlciIGVTRt5lGEM43E9tI8k/1"], ["Origin.Parse", "Hash.TryParse", "Hash.TryParseBase64Url"], bytes => Both(Encoding.UTF8.GetString(bytes))),
        new("tile", Structure.Words, ["tile/0/x001/x234/067.p/8", "tile/entries/x001/x234/067.p/255", "tile/63/000"], ["TileAddress.TryParse", "TileAddress.TryParseEntryBundle"], bytes => Tile(Encoding.UTF8.GetString(bytes))),
        new("entry-bundle", Structure.Bytes, ["hex:log/bundle", "made:bundle"], ["EntryBundle.Check", "EntryBundle.Read"], Bundle),
        new("verifying-key", Structure.Bytes, ["made:key"], ["VerifyingKey.Parse"], bytes => Reading.Of(VerifyingKey.Parse(bytes), null)),
    ];

    static Reading Key(string text)
    {
        _ = CosignatureVerifier.Parse(text).IsValue;
        return Reading.Of(NoteVerifier.Parse(text), key => key.ToString()!);
    }

    static Reading Both(string text)
    {
        _ = Hash.TryParse(text, out _) | Hash.TryParseBase64Url(text, out _);
        return Reading.Of(Origin.Parse(text), origin => origin.ToString());
    }

    static Reading Tile(string text)
    {
        if (TileAddress.TryParse(text, out var tile)) return new(true, Encoding.UTF8.GetBytes(tile.Path));
        return TileAddress.TryParseEntryBundle(text, out var index, out var width) ? new(true, Encoding.UTF8.GetBytes(TileAddress.EntryBundlePath(index, width))) : Reading.Refused;
    }

    static Reading Bundle(byte[] bytes)
    {
        var reader = EntryBundle.Read(bytes, 2);
        var read = 0L;
        while (reader.MoveNext()) read += reader.Current.Length;
        return Reading.Of(EntryBundle.Check(bytes, 3) is null | read > 0 & reader.Reason is null);
    }
}
