using System.Text;
using Tocsin.Log;
using Tocsin.Share.Parties;
using Tocsin.Tests.Log;
using Xunit;

namespace Tocsin.Tests.Share.Parties;

/// <summary>Documents that nobody in good faith would send, rightly signed all the same.</summary>
public sealed class HostileDocumentsTests
{
    readonly PartyWorld world = new();
    readonly TestParty party;

    public HostileDocumentsTests() => party = world.Party("Harbour Office");

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("{\"v\":1,\"type\":\"party\"}")]
    [InlineData("{\"v\":1,\"type\":\"charter\"}")]
    [InlineData("{\"v\":1,\"type\":\"consent\"}")]
    [InlineData("{\"v\":1e999}")]
    [InlineData("{\"party\":\"\\ud800\"}")]
    [InlineData("{\"v\":1,\"v\":1}")]
    [InlineData("not json")]
    public void What_is_no_document_is_refused_with_a_reason(string json)
    {
        foreach (var reason in Reasons(json + "\n")) Assert.False(string.IsNullOrWhiteSpace(reason), json);
    }

    [Fact]
    public void Papers_that_hold_no_note_are_refused()
    {
        var circle = new Circle(world.Genesis(party).Hash());
        var papers = world.Papers(world.Genesis(party), party);
        Assert.Contains("a note that is null", Assert.IsType<Taking.Refused>(circle.Take(papers with { Consents = [null!] }, world.Chains)).Reason, StringComparison.Ordinal);
        Assert.Contains("a note that is null", Assert.IsType<Taking.Refused>(circle.Take(papers with { Leaves = [null!] }, world.Chains)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_and_huge_documents_are_refused()
    {
        foreach (var text in new[] { Nested(100_000 / 4), Nested(65), "{\"name\":\"" + new string('x', Limits.DocumentBytesMax) + "\"}\n" })
            Assert.All(Reasons(text), reason => Assert.NotNull(reason));

        static string Nested(int depth) => $"{{\"later\":{new string('[', depth)}{new string(']', depth)}}}\n";
    }

    /// <summary>Each member of each document by something of another type, by null, and left out.</summary>
    [Theory]
    [InlineData("true")]
    [InlineData("[null]")]
    [InlineData("{\"a\":1}")]
    [InlineData("null")]
    [InlineData("-1")]
    [InlineData("\"\"")]
    public void A_member_of_another_type_is_refused_or_is_no_harm(string value)
    {
        foreach (var text in new[] { party.First.Text(), world.Genesis(party).Text(), SignedText(party.Consent(world.Genesis(party), world.Now, [])) })
        {
            var members = System.Text.Json.Nodes.JsonNode.Parse(text)!.AsObject();
            foreach (var member in members.Select(each => each.Key).ToList())
            {
                var changed = System.Text.Json.Nodes.JsonNode.Parse(text)!.AsObject();
                changed[member] = System.Text.Json.Nodes.JsonNode.Parse(value);
                foreach (var written in new[] { changed.ToJsonString() + "\n", Without(text, member) })
                {
                    // "previous":null and "exercise" aside, nothing may be another; no reader throws.
                    if (written == text || member is "previous" or "exercise" or "purpose" or "ends") _ = Reasons(written).ToList();
                    else Assert.All(Reasons(written), reason => Assert.NotNull(reason));
                }
            }
        }
    }

    [Fact]
    public void A_charter_with_members_that_nobody_here_knows_is_refused()
    {
        var text = world.Genesis(party).Text();
        Assert.Contains("members that it does not know", Charter.Read(Sign(text.Replace("\"v\":1", "\"later\":1,\"v\":1", StringComparison.Ordinal))).Reason, StringComparison.Ordinal);
        Assert.Contains("not written as", Charter.Read(Sign(" " + text)).Reason, StringComparison.Ordinal);
        Assert.NotNull(Charter.Read(Sign(text.Replace("\"v\":1", "\"v\":2", StringComparison.Ordinal))).Reason);
    }

    [Fact]
    public void A_charter_bears_one_signature()
    {
        var charter = world.Genesis(party);
        var note = SignedNote.Parse(charter.Sign(party.Id, party.Charter)).Value;
        Assert.Contains("one signature", Charter.Read(note.With(note.Signatures[0]).ToString()).Reason, StringComparison.Ordinal);
        Assert.Contains("one signature", Charter.Read(new NoteSigner("somebody", party.Charter).Sign(charter.Text()).ToString()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Ends_that_are_no_heads_or_too_many_are_refused()
    {
        var charter = world.Genesis(party);
        var heads = Enumerable.Range(1, Limits.EndsMax).Select(incarnation => party.Head(charter.Hash(), 5, incarnation)).ToList();
        Assert.True(Consent.Read(party.Consent(charter, world.Now, heads)).IsValue);
        foreach (var ends in new string[][] { [.. heads, party.Head(charter.Hash(), 5, 65)], [heads[0], heads[0]], ["no note"], [charter.Sign(party.Id, party.Charter)], [null!] })
        {
            Assert.NotNull(Consent.Read(party.Consent(charter, world.Now, ends)).Reason);
            Assert.NotNull(Leave.Read(party.Leave(charter.Hash(), 1, world.Now, ends)).Reason);
        }
    }

    [Fact]
    public void Papers_hold_notes_alone()
    {
        Assert.NotNull(CharterPapers.Read("{\"charter\":\"a\",\"consents\":[null]}").Reason);
        Assert.NotNull(CharterPapers.Read("{\"charter\":\"a\"}").Reason);
        Assert.NotNull(CharterPapers.Read("{\"charter\":\"a\",\"consents\":[],\"leaves\":[null]}").Reason);
        Assert.NotNull(CharterPapers.Read(new string(' ', Limits.PapersBytesMax + 1)).Reason);
        Assert.True(CharterPapers.Read("{\"charter\":\"a\",\"consents\":[]}").IsValue);
        Assert.IsType<Taking.Refused>(new Circle(default).Take(new CharterPapers("a", ["b"]), world.Chains));
    }

    [Fact]
    public void A_changed_byte_makes_no_other_document() => Replay.Seeds(300, chance =>
    {
        var charter = world.Genesis(party);
        string[] notes = [party.First.Sign(party.Root), charter.Sign(party.Id, party.Charter), party.Consent(charter, world.Now)];
        var note = notes[chance.Next(notes.Length)];
        var bytes = Encoding.UTF8.GetBytes(note);
        bytes[chance.Next(bytes.Length)] = (byte)chance.Next(256);
        var changed = Encoding.UTF8.GetString(bytes);
        if (changed == note) return;
        Assert.False(PartyNote.Read(changed).IsValue);
        if (Charter.Read(changed).Try(out var read, out _)) Assert.NotNull(party.Chain.Refutes(read.Note));
        if (Consent.Read(changed).Try(out var consent, out _)) Assert.NotNull(party.Chain.Refutes(consent.Note));
    });

    IEnumerable<string?> Reasons(string text)
    {
        var (root, own) = (new NoteSigner(PartyDocument.SignerName(party.Id), party.Root).Sign(text).ToString(), Sign(text));
        yield return PartyNote.Read(root).Reason;
        yield return Charter.Read(own).Reason;
        yield return Consent.Read(own).Reason;
        yield return Leave.Read(own).Reason;
        yield return Conviction.Read(text).Reason;
    }

    string Sign(string text) => new NoteSigner(PartyDocument.SignerName(party.Id), party.Charter).Sign(text).ToString();

    static string SignedText(string note) => SignedNote.Parse(note).Value.Text;

    static string Without(string text, string member)
    {
        var changed = System.Text.Json.Nodes.JsonNode.Parse(text)!.AsObject();
        changed.Remove(member);
        return changed.ToJsonString() + "\n";
    }
}
