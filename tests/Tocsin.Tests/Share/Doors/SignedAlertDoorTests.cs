using System.Text;
using Tocsin.Share.Doors;
using Tocsin.Tests.Formats.Cap.Signatures;
using Xunit;

namespace Tocsin.Tests.Share.Doors;

/// <summary>What becomes of signed, changed and unsigned alerts where certificates are pinned and where none are.</summary>
public sealed class SignedAlertDoorTests
{
    static readonly StoppedClock Day = StoppedClock.At(2021, 3, 6);

    static readonly string Genuine = Signed.Text("rsa-sha256.xml");
    static readonly string Changed = Genuine.Replace("Severe", "Minor", StringComparison.Ordinal);
    static readonly string Unsigned = Genuine[..Genuine.IndexOf("<Signature ", StringComparison.Ordinal)] + "</alert>";
    static readonly string Half = Signed.Text("twice.xml") is var twice && twice.LastIndexOf("<SignatureValue>", StringComparison.Ordinal) is var at ? twice[..(at + 16)] + "AAAA" + twice[(at + 20)..] : "";

    static string Text(string name) => name switch
    {
        "genuine" => Genuine, "changed" => Changed, "unsigned" => Unsigned, "half" => Half, "old" => Signed.Text("rsa-sha1.xml"), "other" => Signed.Text("issued.xml"), _ => throw new ArgumentException(name),
    };

    static async Task<(DoorNode Node, ImportReport Report)> Import(string text, string pins, bool required)
    {
        var node = await DoorNode.Open(Day);
        var options = new ImportOptions { Signatures = new CapTrust(Signed.Pins(pins), required) };
        return (node, await node.Importer.Import(new MemoryStream(Encoding.UTF8.GetBytes(text)), "a.xml", options, default));
    }

    [Theory]
    [InlineData("genuine", "", false, "the signature is valid, by 'Example Met Office'")]
    [InlineData("changed", "", false, "the signature is broken: the alert was changed after it was signed")]
    [InlineData("old", "", false, "the signature is not to be trusted, though it fits: it is made with SHA-1")]
    [InlineData("unsigned", "", false, null)]
    [InlineData("genuine", "met.pem", true, "pinned")]
    [InlineData("half", "met.pem", true, "the signature is valid, by 'Example Met Office'")] // of the other the alert's own sender need know nothing
    [InlineData("unsigned", "met.pem", false, "the alert bears no signature, and one by a pinned certificate is wanted; it is taken in all the same")]
    [InlineData("old", "met.pem", false, "no signature by a pinned certificate is to be trusted: not to be trusted, though it fits: it is made with SHA-1")]
    [InlineData("other", "met.pem", false, "no signature by a pinned certificate is to be trusted: valid, by 'Issued Office'")]
    public async Task It_is_taken_in_with_a_note(string alert, string pins, bool required, string? note)
    {
        var (node, report) = await Import(Text(alert), pins, required);
        await using var _ = node;
        Assert.Equal((1L, 0), (report.Accepted, report.Refused.Count));
        var word = (await node.Read(2)).Source!.Words?.GetValueOrDefault("signature");
        if (note is null) Assert.Equal((0, null), (report.Repaired.Count, word));
        else Assert.Contains(report.Repaired, each => each.Note.Contains(note, StringComparison.Ordinal));
        Assert.Equal(alert == "unsigned", word is null);
        if (alert == "changed") Assert.Equal("broken: the alert was changed after it was signed", word);
    }

    [Theory]
    [InlineData("changed", "met.pem", false, "the signature is broken: the alert was changed after it was signed; alerts are taken in here as their sender signed them")]
    [InlineData("changed", "met.pem", true, "the signature is broken")]
    [InlineData("unsigned", "met.pem", true, "the alert bears no signature, and one by a pinned certificate is wanted; nothing else is taken in here")]
    [InlineData("old", "met.pem", true, "it is made with SHA-1, which is too weak")]
    [InlineData("other", "met.pem", true, "valid, by 'Issued Office'")]
    public async Task It_is_refused(string alert, string pins, bool required, string reason)
    {
        var (node, report) = await Import(Text(alert), pins, required);
        await using var _ = node;
        Assert.Equal((0L, 1L), (report.Accepted, report.Read));
        Assert.Contains(reason, Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_format_without_signatures_does_not_pass_for_a_signed_one()
    {
        var (node, report) = await Import(File.ReadAllText(Checkout.Path("samples/blocklist.txt")), "met.pem", required: false);
        await using var _ = node;
        Assert.Contains("other formats bear no signature", report.Failure, StringComparison.Ordinal);
        Assert.Equal(0, report.Accepted);
    }

    [Fact]
    public async Task What_was_taken_in_comes_again_as_a_duplicate_and_goes_out_without_the_signature()
    {
        var (node, _) = await Import(Genuine, "met.pem", required: true);
        await using var __ = node;
        Assert.Equal(1, (await node.Importer.Import(new MemoryStream(Encoding.UTF8.GetBytes(Genuine)), "b.xml", new ImportOptions { Signatures = new CapTrust(Signed.Pins("met.pem"), IsRequired: false) }, default)).Duplicates);
        Assert.DoesNotContain("Signature", await node.Export(ExportFormat.Cap, new Tocsin.Share.Views.RecordQuery()), StringComparison.Ordinal);
    }
}
