using System.Security.Cryptography;
using System.Text;
using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

public sealed class NoteKeyTests : IDisposable
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => key.Dispose();

    [Fact]
    public void A_head_is_signed_over_its_text_and_a_vkey_names_type_id_and_key()
    {
        var spki = key.ExportSubjectPublicKeyInfo();
        var signer = new NoteSigner("tocsin/x", key);
        var id = Convert.ToHexStringLower(SHA256.HashData(spki)[..4]);
        Assert.Equal($"tocsin/x+{id}+{Convert.ToBase64String([2, .. spki])}", signer.Verifier.ToString());

        var note = signer.Sign(new Checkpoint("tocsin/x", 0, MerkleTree.Empty));
        Assert.Equal("tocsin/x\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", note.Text);
        Assert.True(key.VerifyData(
            Encoding.UTF8.GetBytes(note.Text), note.Signatures[0].Signature,
            HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        Assert.Null(NoteVerifier.Parse(signer.Verifier.ToString()).Value.Verify(SignedNote.Parse(note.ToString()).Value));
        Assert.Throws<ArgumentException>(() => signer.Sign("no newline"));
        Assert.Throws<ArgumentException>(() => signer.Sign("a\r\n"));
        Assert.Throws<ArgumentException>(() => new NoteSigner("a b", key));
    }

    [Fact]
    public void Lines_of_others_are_ignored_and_a_false_line_of_ours_refuses()
    {
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        NoteSigner ours = new("us", key), sameName = new("us", otherKey), sameKey = new("them", key);
        var note = ours.Sign("text\n");
        Assert.Null(ours.Verifier.Verify(note.With(sameName.Line("another\n")).With(sameKey.Line("another\n"))));
        Assert.Equal("the note is not signed by us", ours.Verifier.Verify(sameName.Sign("text\n").With(sameKey.Line("text\n"))));
        Assert.Equal("the signature of us is false", ours.Verifier.Verify(note.With(ours.Line("another\n"))));
        Assert.Equal("the signature of us is false", ours.Verifier.Verify(note with { Text = "texT\n" }));
    }

    [Fact]
    public void A_cosignature_says_a_time_over_a_head()
    {
        var checkpoint = new Checkpoint("tocsin/x", 7, MerkleTree.Leaf([]));
        var cosigner = new Cosigner("partner", new EcdsaSigningKey(key));
        var line = cosigner.Sign(checkpoint, 1_679_315_147);

        var spki = key.ExportSubjectPublicKeyInfo();
        var type = (byte[])[0xff, .. "tocsin-p256-cosignature-v1"u8];
        var id = Convert.ToHexStringLower(SHA256.HashData([.. "partner\n"u8, .. type, .. spki])[..4]);
        Assert.Equal($"partner+{id}+{Convert.ToBase64String([.. type, .. spki])}", cosigner.Verifier.ToString());
        Assert.Equal("00000000641850cb", Convert.ToHexStringLower(line.Signature.AsSpan(0, 8)));
        Assert.True(key.VerifyData(
            Encoding.UTF8.GetBytes("cosignature/v1\ntime 1679315147\ntocsin/x\n7\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n"),
            line.Signature.AsSpan(8), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

        var verifier = CosignatureVerifier.Parse(cosigner.Verifier.ToString()).Value;
        Assert.Equal(new Cosignature("partner", 1_679_315_147), verifier.Verify(checkpoint, line).Value);
        line.Signature[7] ^= 1;
        Assert.Equal("the cosignature of partner is false", verifier.Verify(checkpoint, line).Reason);
        line.Signature[0] = 0x80;
        Assert.Equal("the cosignature of partner has a time beyond the year 9999", verifier.Verify(checkpoint, line).Reason);
        Assert.Equal("the cosignature of partner is too short", verifier.Verify(checkpoint, new("partner", line.KeyId, new byte[8])).Reason);
        Assert.Equal("the line is not a cosignature of partner", verifier.Verify(checkpoint, new NoteSigner("partner", key).Line("x\n")).Reason);
    }

    [Fact]
    public void The_newest_of_a_cosigners_lines_counts_and_a_false_one_refuses_all()
    {
        var checkpoint = new Checkpoint("tocsin/x", 7, MerkleTree.Leaf([]));
        var author = new NoteSigner("tocsin/x", key);
        var cosigner = new Cosigner("tocsin/x", new EcdsaSigningKey(key));
        var note = author.Sign(checkpoint);
        Assert.Equal("the note is not cosigned by tocsin/x", cosigner.Verifier.Verify(note).Reason);
        note = note.With(cosigner.Sign(checkpoint, 20)).With(cosigner.Sign(checkpoint, 30)).With(cosigner.Sign(checkpoint, 10));
        Assert.Null(author.Verifier.Verify(note));
        Assert.Equal(30, cosigner.Verifier.Verify(note).Value.TimeSeconds);
        Assert.Equal("the cosignature of tocsin/x is false",
            cosigner.Verifier.Verify(note.With(cosigner.Sign(new("tocsin/x", 8, default), 40))).Reason);
        Assert.NotNull(cosigner.Verifier.Verify(author.Sign("not a checkpoint\n")).Reason);
    }

    [Fact]
    public void A_vkey_that_is_not_one_is_refused_with_the_reason()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var spki = key.ExportSubjectPublicKeyInfo();
        var vkey = new NoteSigner("x", key).Verifier.ToString();
        Assert.Equal("a vkey is NAME+ID+KEY", NoteVerifier.Parse("x+00000000").Reason);
        Assert.Equal("the vkey of x does not end in base64", NoteVerifier.Parse(vkey[..^1]).Reason);
        Assert.StartsWith("the vkey of x says id 00000000, its key has ", NoteVerifier.Parse($"x+00000000+{vkey.Split('+', 3)[2]}").Reason);
        Assert.Equal("the vkey of x has another signature type than 02", NoteVerifier.Parse("x+00000000+AQ==").Reason);
        Assert.StartsWith("the vkey of x has another signature type than ff746f63", CosignatureVerifier.Parse(vkey).Reason);
        Assert.Equal("the vkey of x: a key is the SubjectPublicKeyInfo of an uncompressed P-256 point: 91 bytes", NoteVerifier.Parse("x+00000000+Ag==").Reason);
        Assert.Equal("a key is the SubjectPublicKeyInfo of an uncompressed P-256 point: 91 bytes", VerifyingKey.Parse(p384.ExportSubjectPublicKeyInfo()).Reason);
        Assert.NotNull(VerifyingKey.Parse([.. spki, 0]).Reason);
        spki[^1] ^= 1;
        Assert.Equal("the key's point is not on the curve P-256", VerifyingKey.Parse(spki).Reason);
        Assert.Throws<ArgumentException>(() => new EcdsaSigningKey(p384));
    }

    [Fact]
    public void A_simulation_may_sign_with_a_key_of_its_own()
    {
        var signer = new NoteSigner("x", new Deterministic(key.ExportSubjectPublicKeyInfo()));
        Assert.Equal(signer.Sign("text\n").ToString(), signer.Sign("text\n").ToString());
    }

    sealed class Deterministic(byte[] publicKey) : ISigningKey
    {
        public KeyAlgorithm Algorithm => KeyAlgorithm.EcdsaP256;

        public ReadOnlyMemory<byte> PublicKey => publicKey;

        public byte[] Sign(ReadOnlySpan<byte> message) => SHA256.HashData(message);
    }
}
