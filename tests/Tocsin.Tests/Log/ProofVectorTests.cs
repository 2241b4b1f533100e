using System.Text.Json;
using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

/// <summary>The test vectors of transparency-dev/merkle: 196 proofs, good and bad.</summary>
public sealed class ProofVectorTests
{
    [ForeignFact]
    public void Every_inclusion_vector_is_judged_as_it_says() => Judge("inclusion", expected: 98, vector =>
        InclusionProof.Verify(
            Number(vector, "leafIdx"), Number(vector, "treeSize"), Opaque(vector, "leafHash"), Proof(vector), Opaque(vector, "root")));

    [ForeignFact]
    public void Every_consistency_vector_is_judged_as_it_says() => Judge("consistency", expected: 98, vector =>
        ConsistencyProof.Verify(
            Number(vector, "size1"), Number(vector, "size2"), Proof(vector), Opaque(vector, "root1"), Opaque(vector, "root2")));

    static void Judge(string kind, int expected, Func<JsonElement, string?> verify)
    {
        var files = Directory.GetFiles(Foreign.Path($"data/tlog/merkle-testdata/{kind}"), "*.json", SearchOption.AllDirectories);
        Assert.Equal(expected, files.Length);
        foreach (var file in files)
        {
            using var vector = JsonDocument.Parse(File.ReadAllText(file));
            var strings = vector.RootElement.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String);
            var refused = strings.Any(member => member.Value.ValueEquals(""))
                ? "an empty string is no hash"
                : verify(vector.RootElement);
            var expectsRefusal = vector.RootElement.GetProperty("wantErr").GetBoolean();
            Assert.True(expectsRefusal == (refused is not null), $"{file}: {refused ?? "accepted"}");
        }
    }

    static long Number(JsonElement vector, string name)
    {
        var number = vector.GetProperty(name);
        return number.TryGetInt64(out var value) ? value : unchecked((long)number.GetUInt64());
    }

    static Hash[] Proof(JsonElement vector) =>
        vector.GetProperty("proof") is { ValueKind: JsonValueKind.Array } proof ? [.. proof.EnumerateArray().Select(Opaque)] : [];

    static Hash Opaque(JsonElement vector, string name) => Opaque(vector.GetProperty(name));

    // Some vectors have "hashes" of other lengths, which our type cannot hold: the empty one is refused above, and
    // others, filled up with zeros, still reach the verifier and differ where the vector's do.
    static Hash Opaque(JsonElement value)
    {
        var bytes = value.GetBytesFromBase64();
        return new([.. bytes.Take(Hash.Size), .. new byte[Math.Max(0, Hash.Size - bytes.Length)]]);
    }
}
