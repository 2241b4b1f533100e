namespace Tocsin.Tests.Fuzzing;

/// <summary>What became of one input.</summary>
/// <param name="IsAccepted">Whether something of it was read.</param>
/// <param name="Again">What was read, as our own writer writes it: the parser must accept it, and write the same again. Nothing where there is no writer.</param>
readonly record struct Reading(bool IsAccepted, byte[]? Again = null)
{
    public static Reading Refused { get; } = new(false);

    public static Reading Of(bool isAccepted) => new(isAccepted);

    public static Reading Of<T>(Tocsin.Log.Parsed<T> parsed, Func<T, string>? write = null) where T : notnull =>
        parsed.IsValue ? new(true, write is null ? null : System.Text.Encoding.UTF8.GetBytes(write(parsed.Value))) : Refused;
}

/// <summary>One parser under the one signature by which it is fuzzed.</summary>
/// <param name="Name">What it is called in failures and figures.</param>
/// <param name="Structure">How its files are built.</param>
/// <param name="Files">Where its files are, as <see cref="FuzzFiles"/> has them.</param>
/// <param name="Covers">The methods that it asks, as <c>Type.Method</c>: the table's convention test counts them.</param>
/// <param name="Read">Reads. It throws <see cref="UnreasonableException"/> where an answer is none, and nothing else.</param>
sealed record Parser(string Name, Structure Structure, string[] Files, string[] Covers, Func<byte[], Reading> Read)
{
    /// <summary>Puts right in a mutant what nobody asks about: checksums, digests, signatures. Nothing where there is no such thing.</summary>
    public Func<byte[], byte[]>? Mend { get; init; }

    /// <summary>Whether it accepts nothing that is changed at all: what signatures or digests seal, and nobody can mend.</summary>
    public bool IsSealed { get; init; }

    /// <summary>Mutations in ./test, over all files together.</summary>
    public int Mutations { get; init; } = 200;

    /// <summary>Bytes that it may allocate for each byte of input, beside a constant for all.</summary>
    public int AllocatedPerByteMax { get; init; } = 500;
}

/// <summary>An answer that is none: a refusal without place or reason, something accepted that is refused when it is written again.</summary>
sealed class UnreasonableException(string what) : Exception(what);
