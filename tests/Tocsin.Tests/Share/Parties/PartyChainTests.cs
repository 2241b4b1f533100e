using System.Text;
using Tocsin.Log;
using Tocsin.Share.Parties;
using Xunit;

namespace Tocsin.Tests.Share.Parties;

public sealed class PartyChainTests
{
    readonly PartyWorld world = new();
    readonly TestParty party;

    public PartyChainTests() => party = world.Party("Harbour Office");

    [Fact]
    public void Documents_follow_each_other_and_all_are_kept()
    {
        var second = party.Restate(document => document.WithName("Harbour Authority"), world.Now);
        Assert.IsType<PartyTaking.Known>(party.Chain.Take(second));
        Assert.Equal([1, 2], party.Chain.Documents.Select(note => note.Document.Number));
        Assert.Equal("Harbour Authority", party.Chain.Newest!.Document.Name);
        Assert.Null(party.Chain.Conviction);
    }

    [Fact]
    public void What_is_missing_is_asked_for_and_then_fits()
    {
        var second = party.Restate(document => document.WithName("two"), world.Now);
        var third = party.Restate(document => document.WithName("three"), world.Now);
        var chain = new PartyChain(party.Id);
        Assert.Equal(1, Assert.IsType<PartyTaking.Gap>(chain.Take(third)).Number);
        chain.Take(party.First.Sign(party.Root));
        Assert.Equal(2, Assert.IsType<PartyTaking.Gap>(chain.Take(third)).Number);
        Assert.IsType<PartyTaking.Taken>(chain.Take(second));
        Assert.IsType<PartyTaking.Taken>(chain.Take(third));
    }

    [Fact]
    public void Two_documents_of_one_number_convict_and_whoever_has_the_two_notes_can_see_it()
    {
        var first = party.Chain.Newest!;
        party.Restate(document => document.WithName("one"), world.Now);
        var other = first.Next(world.Now).WithName("other").Sign(party.Root);
        var conviction = Assert.IsType<PartyTaking.Convicted>(party.Chain.Take(other)).Conviction;
        Assert.Null(conviction.Verify());
        Assert.Null(Conviction.Read(conviction.Text()).Value.Verify());
        Assert.Empty(conviction.Documents);
        Assert.Equal(conviction, party.Chain.Conviction);
        Assert.Null(party.Chain.KeyNow(PartyKey.Charter));
        Assert.NotEmpty(party.Chain.KeysEver(PartyKey.Charter));
        Assert.IsType<PartyTaking.Convicted>(party.Chain.Take(party.Chain.Newest!.Next(world.Now).WithName("later").Sign(party.Root)));
    }

    [Fact]
    public void A_document_that_follows_another_branch_leads_to_the_conviction()
    {
        var first = party.Chain.Newest!;
        party.Restate(document => document.WithName("one"), world.Now);
        var branch = PartyNote.Read(first.Next(world.Now).WithName("other").Sign(party.Root)).Value;
        var third = branch.Next(world.Now).Sign(party.Root);
        Assert.Equal(2, Assert.IsType<PartyTaking.Gap>(party.Chain.Take(third)).Number);
        Assert.IsType<PartyTaking.Convicted>(party.Chain.Take(branch.Text));
    }

    [Fact]
    public void A_rotated_key_is_believed_from_now_on_and_the_old_one_for_what_it_signed()
    {
        var fresh = TestParty.Key("fresh");
        var charter = world.Genesis(party);
        party.Restate(document => document.WithKey(PartyKey.Charter, null, fresh), world.Now);
        Assert.Equal(fresh.PublicKey.ToArray(), party.Chain.KeyNow(PartyKey.Charter)!.Bytes.ToArray());
        Assert.Equal(2, party.Chain.KeysEver(PartyKey.Charter).Count);
        Assert.Null(party.Chain.Refutes(SignedNote.Parse(charter.Sign(party.Id, party.Charter)).Value));
        Assert.Null(party.Chain.Refutes(SignedNote.Parse(charter.Sign(party.Id, fresh)).Value));
        Assert.Contains("not signed by", party.Chain.Refutes(SignedNote.Parse(charter.Sign(party.Id, TestParty.Key("thief"))).Value), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_for_a_circle_is_added_rotated_and_given_up()
    {
        var (circle, other) = (Hash.Of("c"u8).ToBase64Url(), Hash.Of("d"u8).ToBase64Url());
        party.Restate(document => document.WithKey(PartyKey.Log, circle, TestParty.Key("a")).WithKey(PartyKey.Log, other, TestParty.Key("b")), world.Now);
        party.Restate(document => document.WithKey(PartyKey.Log, circle, TestParty.Key("c")), world.Now);
        Assert.Equal(4, party.Chain.Newest!.Document.Keys.Count);
        Assert.Equal(TestParty.Key("c").PublicKey.ToArray(), party.Chain.KeyNow(PartyKey.Log, circle)!.Bytes.ToArray());
        Assert.Equal(2, party.Chain.KeysEver(PartyKey.Log, circle).Count);
        party.Restate(document => document with { Keys = [.. document.Keys.Where(key => key.Circle != circle)] }, world.Now);
        Assert.Null(party.Chain.KeyNow(PartyKey.Log, circle));
        Assert.NotNull(party.Chain.KeyNow(PartyKey.Log, other));
    }

    [Fact]
    public void Members_and_uses_that_nobody_here_knows_are_left_in_peace_and_hashed()
    {
        var text = party.First.Text().Replace("\"v\":1", "\"later\":{\"deep\":[1]},\"v\":1", StringComparison.Ordinal)
            .Replace("\"keys\":[", "\"keys\":[{\"use\":\"later\",\"circle\":null,\"key\":\"?\",\"more\":true},", StringComparison.Ordinal);
        var note = PartyNote.Read(Sign(text)).Value;
        Assert.Equal(Hash.Of(Encoding.UTF8.GetBytes(text)), note.Hash);
        var chain = new PartyChain(party.Id);
        chain.Take(note.Text);
        Assert.IsType<PartyTaking.Taken>(chain.Take(note.Next(world.Now).Sign(party.Root)));
    }

    [Fact]
    public void Another_partys_document_is_refused()
    {
        var other = world.Party("Other");
        Assert.Contains(other.Id, Assert.IsType<PartyTaking.Refused>(party.Chain.Take(other.First.Sign(other.Root))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_at_the_limits_is_taken_and_one_beyond_is_not()
    {
        var keys = Enumerable.Range(0, Limits.PartyKeysMax - 2).Select(number => PartyKey.Of(PartyKey.Log, Hash.Of([(byte)number, 1]).ToBase64Url(), TestParty.Key($"log {number}"))).ToList();
        var full = party.First with { Name = new string('n', 100), Keys = [.. party.First.Keys, .. keys], Tls = Hash.Of("tls"u8).ToBase64Url(), Addresses = [.. Enumerable.Range(0, Limits.PartyAddressesMax).Select(Address)] };
        Assert.True(PartyNote.Read(full.Sign(party.Root)).IsValue);
        Assert.NotNull(PartyRules.Fault(full with { Name = full.Name + "n" }));
        Assert.NotNull(PartyRules.Fault(full with { Keys = [.. full.Keys, new("other", null, "")] }));
        Assert.NotNull(PartyRules.Fault(full with { Addresses = [.. full.Addresses!, Address(9)] }));
        Assert.NotNull(PartyRules.Fault(full with { Addresses = [Address(0) + "a"] }));
        Assert.Throws<ArgumentException>(() => (full with { Name = "" }).Sign(party.Root));

        static string Address(int number) => $"https://h{number}.example/".PadRight(Limits.AddressCharsMax, 'a');
    }

    [Theory]
    [InlineData("http://node.example/")]
    [InlineData("https://user@node.example/")]
    [InlineData("https://node.example/?q")]
    [InlineData("https://node.example/#f")]
    [InlineData("node.example")]
    [InlineData("https://node .example/")]
    [InlineData("")]
    public void An_address_that_is_none_is_refused(string address) => Assert.NotNull(PartyRules.Fault(party.First with { Addresses = [address] }));

    [Fact]
    public void Founding_gives_two_documents_that_follow_each_other_and_the_circle_of_one()
    {
        var founding = Founding.Of("Harbour Office", world.Clock, new PartyWorld.CountingChance()).Value;
        var chain = new PartyChain(PartyDocument.IdOf(founding.Root).ToBase64Url());
        Assert.IsType<PartyTaking.Taken>(chain.Take(founding.FirstDocument));
        Assert.IsType<PartyTaking.Taken>(chain.Take(founding.Document));
        Assert.NotNull(chain.KeyNow(PartyKey.Request));
        var charter = Charter.Read(founding.Charter, chain.Newest!.Document).Value;
        Assert.NotNull(chain.KeyNow(PartyKey.Log, charter.CircleId()));
        Assert.IsType<Taking.InForce>(new Circle(charter.Hash()).Take(new CharterPapers(founding.Charter, []), _ => chain));
    }

    string Sign(string text) => new NoteSigner(PartyDocument.SignerName(party.Id), party.Root).Sign(text).ToString();
}
