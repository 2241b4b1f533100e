using System.Buffers.Binary;
using NodaTime;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Tests.Officers;

namespace Tocsin.Tests.Share.Parties;

/// <summary>Parties that know each other's documents.</summary>
sealed class PartyWorld
{
    readonly Dictionary<string, TestParty> parties = [];
    readonly CountingChance chance = new();

    public HandClock Clock { get; } = new();
    public Instant Now => Clock.Now();
    public Func<string, PartyChain?> Chains => party => parties.GetValueOrDefault(party)?.Chain;

    public TestParty Party(string name)
    {
        var party = new TestParty(name, Clock);
        parties[party.Id] = party;
        return party;
    }

    public TestParty[] Parties(int count) => [.. Enumerable.Range(0, count).Select(number => Party($"Party {number}"))];

    public Charter Genesis(params TestParty[] founders) =>
        Charter.Genesis(founders.Select(party => party.Id), "coast", "Attacks on ships", Tlp.Amber, exercise: false, Now, chance);

    /// <summary>A charter with the proposer's signature and the consents of these parties.</summary>
    public CharterPapers Papers(Charter charter, TestParty proposer, params TestParty[] consenting) => Papers(charter, proposer, null, consenting);

    public CharterPapers Papers(Charter charter, TestParty proposer, IReadOnlyList<string>? ends, TestParty[] consenting) =>
        new(charter.Sign(proposer.Id, proposer.Charter), [.. consenting.Select(party => party.Consent(charter, Now, ends))]);

    /// <summary>A circle that all of these founded.</summary>
    public Circle Circle(Charter genesis, params TestParty[] founders)
    {
        var circle = new Circle(genesis.Hash());
        if (circle.Take(Papers(genesis, founders[0], founders), Chains) is not Taking.InForce) throw new InvalidOperationException("the circle is not founded");
        return circle;
    }

    /// <summary>Chance that counts: never the same twice, and always the same in the next run.</summary>
    public sealed class CountingChance : Chance
    {
        long drawn;

        public override void Fill(Span<byte> bytes)
        {
            bytes.Clear();
            BinaryPrimitives.WriteInt64BigEndian(bytes, ++drawn);
        }
    }
}
