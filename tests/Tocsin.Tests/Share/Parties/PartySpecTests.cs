using System.Collections.Immutable;
using System.Globalization;
using Tocsin.Log;
using Tocsin.Share.Parties;
using Xunit;

namespace Tocsin.Tests.Share.Parties;

/// <summary>The examples of docs/spec/party.md and charter.md of parties that share, read from the pages themselves.</summary>
public sealed class PartySpecTests
{
    readonly Dictionary<string, PartyChain> chains = [];
    readonly PartyChain harbour, coast, fisheries;

    public PartySpecTests()
    {
        harbour = Chain(SpecPage.Example("party", "harbour-first"), SpecPage.Example("party", "harbour-second"));
        coast = Chain(SpecPage.Example("charter", "coast-first"));
        fisheries = Chain(SpecPage.Example("charter", "fisheries-first"), SpecPage.Example("charter", "fisheries-second"));
    }

    [Fact]
    public void The_documents_follow_each_other_and_are_written_again_to_the_byte()
    {
        foreach (var note in harbour.Documents.Concat(coast.Documents).Concat(fisheries.Documents))
            Assert.Equal(SignedNote.Parse(note.Text).Value.Text, note.Document.Text());
        var newest = harbour.Newest!.Document;
        Assert.Equal("https://tocsin.harbour.example/", Assert.Single(newest.Addresses!));
        Assert.True(Hash.TryParseBase64Url(newest.Tls, out _));
        Assert.NotNull(harbour.KeyNow(PartyKey.Request));
        Assert.NotNull(harbour.KeyNow(PartyKey.Log, SpecPage.Line("charter", "genesis-circle")));
        Assert.Null(coast.KeyNow(PartyKey.Log, SpecPage.Line("charter", "genesis-circle")));
    }

    [Fact]
    public void The_circle_is_founded_joined_and_left_as_the_page_tells()
    {
        var circle = Circle();
        Assert.IsType<Taking.Waiting>(circle.Take(new CharterPapers(SpecPage.Example("charter", "genesis"), [SpecPage.Example("charter", "genesis-consent-harbour")]), Find));
        Assert.IsType<Taking.InForce>(circle.Take(new CharterPapers(SpecPage.Example("charter", "genesis"), [SpecPage.Example("charter", "genesis-consent-coast")]), Find));
        Assert.IsType<Taking.InForce>(circle.Take(Papers("join-papers"), Find));
        Assert.Equal(SpecPage.Example("charter", "join"), circle.Papers(circle.CurrentHash!.Value)!.Charter);
        Assert.IsType<Taking.InForce>(circle.Take(Papers("removal-papers"), Find));
        Assert.Equal(SpecPage.Example("charter", "removal"), circle.Papers(circle.CurrentHash!.Value)!.Charter);
        Assert.Contains(SpecPage.Example("charter", "removal-consent"), circle.Papers(circle.CurrentHash!.Value)!.Consents);
        Assert.Equal(41, circle.End(new Origin(circle.Id, Id(fisheries), 1))!.Size);
        Assert.Equal([1, 2, 3], circle.Charters.Select(charter => charter.Epoch));
        Assert.All(circle.Charters, charter => Assert.Equal(charter.CircleId(), circle.Id.ToBase64Url()));
    }

    [Fact]
    public void The_leave_takes_effect_at_once()
    {
        var circle = Circle();
        foreach (var papers in new[] { Founded(), Papers("join-papers") with { Leaves = [SpecPage.Example("charter", "leave")] } }) circle.Take(papers, Find);
        Assert.True(circle.HasLeft(fisheries.Party));
        Assert.Equal(2, circle.MembersNow.Length);
        Assert.Equal(41, circle.End(new Origin(circle.Id, Id(fisheries), 1))!.Size);
    }

    [Fact]
    public void The_conviction_proves_itself()
    {
        var conviction = Conviction.Read(SpecPage.Example("charter", "conviction").TrimEnd('\n')).Value;
        Assert.Equal((coast.Party, null), (conviction.Party, conviction.Verify()));
        Assert.Equal(SpecPage.Example("charter", "conviction"), conviction.Text());
    }

    [Theory]
    [InlineData("genesis")]
    [InlineData("genesis-consent-harbour")]
    [InlineData("genesis-consent-coast")]
    [InlineData("join")]
    [InlineData("removal")]
    [InlineData("removal-consent")]
    [InlineData("leave")]
    public void An_example_is_written_again_to_the_byte_and_one_character_changed_is_found(string name)
    {
        var text = SpecPage.Example("charter", name);
        Assert.True(Holds(text));
        for (var at = 0; at < text.Length; at++) Assert.False(Holds(text[..at] + (char)(text[at] ^ 1) + text[(at + 1)..]), $"character {at} can be changed");

        bool Holds(string note) => SignedNote.Parse(note).Try(out var read, out _)
            && (Charter.Read(note).IsValue || Consent.Read(note).IsValue || Leave.Read(note).IsValue)
            && chains.Values.Any(chain => chain.Refutes(read) is null);
    }

    [Fact]
    public void The_papers_are_written_again_to_the_byte()
    {
        foreach (var name in new[] { "join-papers", "removal-papers" }) Assert.Equal(SpecPage.Example("charter", name), Papers(name).Text());
    }

    [Fact]
    public void The_limits_of_the_pages_are_those_of_the_code()
    {
        var (party, charter) = (SpecPage.Page("party"), SpecPage.Page("charter"));
        foreach (var told in new[] { $"at most {Limits.PartyKeysMax}:", $"1 to {Limits.PartyAddressesMax} https URLs of at most {Limits.AddressCharsMax} characters", $"at most {Limits.DocumentBytesMax >> 10} KiB" })
            Assert.Contains(told, party, StringComparison.Ordinal);
        string[] limits =
        [
            $"1 to {N(Limits.MembersMax)} party ids", $"at most {N(Limits.PurposeCharsMax)} characters", $"at most {Limits.EndsMax} whole notes", $"at most {Limits.PapersBytesMax >> 20} MiB",
            $"at most {Limits.WaitingBytesMax >> 20} MiB for a\ncircle", $"{Limits.ProposalsMax} charters of one proposer and epoch, {Limits.ProposerBytesMax >> 20} MiB of one proposer, {Limits.ConsentsMax} consents of one party to one charter",
        ];
        string N(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
        Assert.All(limits, told => Assert.Contains(told, charter, StringComparison.Ordinal));
    }

    Circle Circle() => Hash.TryParseBase64Url(SpecPage.Line("charter", "genesis-circle"), out var id) ? new Circle(id) : throw new InvalidOperationException("no circle's id");

    static CharterPapers Founded() => new(SpecPage.Example("charter", "genesis"), [SpecPage.Example("charter", "genesis-consent-harbour"), SpecPage.Example("charter", "genesis-consent-coast")]);

    static CharterPapers Papers(string name) => CharterPapers.Read(SpecPage.Example("charter", name)).Value;

    static Hash Id(PartyChain chain) => Hash.TryParseBase64Url(chain.Party, out var id) ? id : default;

    PartyChain? Find(string party) => chains.GetValueOrDefault(party);

    PartyChain Chain(params ImmutableArray<string> notes)
    {
        var chain = new PartyChain(PartyNote.Read(notes[0]).Value.Document.Party);
        Assert.All(notes, note => Assert.IsType<PartyTaking.Taken>(chain.Take(note)));
        return chains[chain.Party] = chain;
    }
}
