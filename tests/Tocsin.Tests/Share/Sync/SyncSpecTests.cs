using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tocsin.Log;
using Tocsin.Share.Sync;
using Xunit;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Tests.Share.Sync;

/// <summary>The examples of docs/spec/sync.md, receipt.md and evidence.md hold, and its limits are those of the code.</summary>
public sealed class SyncSpecTests
{
    [Fact]
    public void The_request_of_the_page_is_signed_over_the_base_of_the_page()
    {
        var (head, body) = SpecPage.Example("sync", "request").Split("\n\n", 2) is [var one, var two] ? (one.Split('\n'), two) : ([], "");
        var first = head[0].Split(' ');
        var request = new PartnerRequest(first[0], first[1], head.Skip(1).Select(line => line.Split(": ", 2)).ToImmutableDictionary(field => field[0], field => field[1]), Encoding.UTF8.GetBytes(body));
        Assert.Equal(SpecPage.Line("sync", "base"), Encoding.UTF8.GetString(RequestSignature.Base(request).Value));
        var key = VerifyingKey.Parse(Codec.DecodeFromChars(SpecPage.Line("sync", "key"))).Value;
        var recipient = request.Headers["tocsin-recipient"];
        Assert.Null(RequestSignature.Verify(request, recipient, [key], new Then("2026-01-01T00:00:30Z")));
        Assert.Null(RequestSignature.Verify(request, recipient, [key], new Then("2026-01-01T00:06:00Z")));
        Assert.Contains("clocks may differ", RequestSignature.Verify(request, recipient, [key], new Then("2026-01-01T00:06:01Z")), StringComparison.Ordinal);
        var message = SyncMessage.Read(request.Body.Span).Value;
        Assert.Equal(("0011223344556677.42", 25), (message.Cursor, message.Wait));
        Assert.Equal(body, Encoding.UTF8.GetString(message.Bytes()));
    }

    [Fact]
    public void The_growth_of_the_page_leads_to_the_head_of_the_page()
    {
        var key = VerifyingKey.Parse(Codec.DecodeFromChars(SpecPage.Line("sync", "log-key"))).Value;
        var text = SpecPage.Example("sync", "growth");
        var message = SyncMessage.Read(Encoding.UTF8.GetBytes(text)).Value;
        Assert.Equal(text, Encoding.UTF8.GetString(message.Bytes()));
        var growth = message.Growth!;
        var head = VerifiedHead.Read(Assert.Single(message.Heads!).Note!, [new NoteVerifier(growth.Log, key)]).Value;
        Assert.Equal((1, 2), (growth.From, head.Head.Size));
        Assert.True(Hash.TryParse(SpecPage.Line("sync", "root"), out var first));
        var bundle = BundleCheck.Check("vn", head.Log, "growth", growth.From, width: 1, skip: 0, growth.Entries, growth.Contents, new Dictionary<long, ReadOnlyMemory<byte>>());
        Assert.Empty(bundle.Faults);
        Assert.Empty(bundle.Lacking);
        Assert.Equal(head.Head.Root, MerkleTree.Root([first, .. bundle.Leaves]));
    }

    [Fact]
    public void The_receipt_of_the_page_verifies()
    {
        var key = VerifyingKey.Parse(Codec.DecodeFromChars(SpecPage.Line("receipt", "key"))).Value;
        var note = SpecPage.Example("receipt", "receipt");
        var receipt = Receipt.Read(note, _ => [key]).Value;
        Assert.Equal((1_000, 1_000), (receipt.Leaves, receipt.Erased));
        Assert.Equal([true, false, true, false, true, false], new[] { 16, 17, 18, 511, 512, 1_000 }.Select(index => receipt.Holds(index)));
        Assert.False(Receipt.Read(note.Replace("1000,", "1001,", StringComparison.Ordinal), _ => [key]).IsValue);
    }

    [Theory]
    [InlineData("fork", "that does not begin with the 3 records")]
    [InlineData("same-size", "two different heads")]
    public void The_evidence_of_the_page_convicts(string name, string sentence)
    {
        var key = VerifyingKey.Parse(Codec.DecodeFromChars(SpecPage.Line("evidence", "key"))).Value;
        var evidence = ForkEvidence.Read(Encoding.UTF8.GetBytes(SpecPage.Example("evidence", name))).Value;
        Assert.Null(evidence.Verify([new NoteVerifier(evidence.Log.ToString(), key)]));
        Assert.Contains(sentence, evidence.Sentence(), StringComparison.Ordinal);
        Assert.Equal(SpecPage.Example("evidence", name), evidence.Text());
    }

    [Fact]
    public void The_limits_of_the_page_are_those_of_the_code()
    {
        var page = File.ReadAllText(Path.Combine(Tocsin.Tests.Conventions.SourceFiles.Root, "docs", "spec", "sync.md"));
        string N(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
        string[] told =
        [
            $"at most {SyncLimits.RequestSecondsMax} seconds from `created`", $"clocks may differ by {SyncLimits.SkewSecondsMax / 60} minutes", $"remembers {N(SyncLimits.NoncesMax)} of each partner",
            $"at most {SyncLimits.EvidenceMax} |", $"Lists have at most {N(SyncLimits.MessageItemsMax)} items", $"for how many seconds, {SyncLimits.WaitSecondsMax} at most", $"At most {PartnerServer.PollsMax} requests of one member are held",
            $"every {SyncLimits.RestateSeconds} seconds", $"not heard for {SyncLimits.SilentAfterSeconds} seconds", $"A request's body: {SyncLimits.RequestBytesMax >> 20} MiB. An answer: {SyncLimits.AnswerBytesMax >> 20} MiB, an entry bundle {N(SyncLimits.EntryAnswerBytesMax)} bytes",
            $"given up after {SyncLimits.RequestTimeoutSeconds} seconds. {Tocsin.Limits.EndsMax} incarnations of a log. Of one member's GETs {SyncLimits.GetsAtOnceMax} are",
            $"any other after {SyncLimits.PollPauseMilliseconds} milliseconds", $"So it is for {SyncLimits.PollReturnSeconds} second after such a poll was answered", $"at most once in a second for every {SyncLimits.MembersASecond} members that the circle has, {SyncLimits.RestSecondsMax} seconds at most",
            $"1 to {Tocsin.Limits.BundleRecords} leaves, at most {N(SyncLimits.GrowthBytesMax)} bytes",
            $"A head that nobody gives is tried again after 1, 2, 4, up to {SyncLimits.RetrySecondsMax} seconds",
        ];
        Assert.All(told, line => Assert.Contains(line, page, StringComparison.Ordinal));
        Assert.Equal(16, SyncLimits.BundlesInFlightMax);
        Assert.Equal((1, 10, 60), (SyncLimits.CosignSecondsMin, SyncLimits.ReceiptSecondsMin, SyncLimits.FillSecondsMin));
    }

    sealed class Then(string time) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
    }
}
