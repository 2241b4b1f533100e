using System.Text.Json;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>A record with its content, for a program.</summary>
/// <param name="Row">Its row of the index.</param>
/// <param name="References">The leaves that it bears on.</param>
/// <param name="Groups">The groups that are held, each with its value as the author wrote it; never <see cref="Group.Personal"/>.</param>
/// <param name="Missing">Groups that the leaf commits to and that are not here: withheld, erased, or data on persons.</param>
public sealed record ShownRecord(RecordRow Row, ImmutableArray<Reference> References, ImmutableArray<KeyValuePair<string, JsonElement>> Groups, int Missing);

/// <summary>Shows one record with its content. Data on persons is left out: it is kept for a purpose, and no program was named in it.</summary>
/// <param name="records">The records.</param>
/// <param name="views">The index.</param>
public sealed class ShowRecord(IRecords records, IViews views)
{
    /// <summary>The record; nothing where none stands there, or the index has not read it yet.</summary>
    public async Task<ShownRecord?> Handle(RecordAddress address, CancellationToken stop)
    {
        if (await views.Row(address, stop) is not { } row || await records.Read(address, stop) is not { } stored) return null;
        if (row.State == RecordState.Invalid || !LeafReader.Read(stored.Leaf.Span).Try(out var leaf, out _)) return new ShownRecord(row, [], [], 0);
        var groups = Groups(stored.Content.Span);
        return new ShownRecord(row, leaf.References, groups, leaf.Digests.Length - groups.Length);
    }

    static ImmutableArray<KeyValuePair<string, JsonElement>> Groups(ReadOnlySpan<byte> content)
    {
        var groups = ImmutableArray.CreateBuilder<KeyValuePair<string, JsonElement>>();
        while (Content.TryNext(ref content, out var disclosure))
        {
            var json = new Utf8JsonReader(disclosure);
            var parts = JsonElement.ParseValue(ref json);
            if (parts[1].GetString() is { } group and not Group.Personal) groups.Add(new(group, parts[2]));
        }
        return groups.ToImmutable();
    }
}
