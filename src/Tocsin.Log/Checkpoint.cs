using System.Collections.Immutable;
using System.Globalization;

namespace Tocsin.Log;

/// <summary>A log's head: how many entries it holds and their root (C2SP tlog-checkpoint, "Note text").</summary>
/// <remarks>Two are equal if their bodies are, byte by byte.</remarks>
/// <param name="Origin">Which log: a non-empty line.</param>
/// <param name="Size">Entries, 0 or more.</param>
/// <param name="Root">The RFC 6962 root over them.</param>
public sealed record Checkpoint(string Origin, long Size, Hash Root)
{
    /// <summary>Which log: a non-empty line without control characters.</summary>
    public string Origin { get; } = NoteText.IsLine(Origin)
        ? Origin
        : throw new ArgumentException("an origin is one line of text", nameof(Origin));

    /// <summary>Entries, 0 or more.</summary>
    public long Size { get; } = Size >= 0
        ? Size
        : throw new ArgumentOutOfRangeException(nameof(Size), Size, "a log's size is not negative");

    /// <summary>Opaque lines after the root, kept as they were. Tocsin writes none.</summary>
    public ImmutableArray<string> Extensions { get; private init; } = [];

    /// <summary>The text that is signed: three lines or more, each ended by a newline.</summary>
    public string Body => string.Create(CultureInfo.InvariantCulture,
        $"{Origin}\n{Size}\n{Root}\n{string.Concat(Extensions.Select(line => line + "\n"))}");

    /// <summary>Reads a body strictly; its <see cref="Body"/> is then the very text that was read.</summary>
    public static Parsed<Checkpoint> Parse(string body)
    {
        if (!body.EndsWith('\n')) return new("a checkpoint ends in a newline");
        var lines = body[..^1].Split('\n');
        if (lines is not [var origin, var size, var root, .. var extensions])
            return new($"a checkpoint has at least 3 lines, not {lines.Length}");
        for (var line = 0; line < lines.Length; line++)
            if (!NoteText.IsLine(lines[line]))
                return new($"line {line + 1} of a checkpoint is empty or not plain text");

        if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var entries)
            || entries.ToString(CultureInfo.InvariantCulture) != size)
            return new($"a checkpoint's size is a decimal below 2^63 without leading zeros, not '{size}'");
        return Hash.TryParse(root, out var hash)
            ? new(new Checkpoint(origin, entries, hash) { Extensions = [.. extensions] })
            : new($"a checkpoint's root is 32 bytes in base64, not '{root}'");
    }

    /// <summary>Whether both have the same body.</summary>
    public bool Equals(Checkpoint? other) => other is not null && Body == other.Body;

    /// <inheritdoc/>
    public override int GetHashCode() => Root.GetHashCode();

    /// <summary>The body.</summary>
    public override string ToString() => Body;
}
