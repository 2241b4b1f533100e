using Tocsin.Share.Records;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation.Checking;

/// <summary>A record that a party was told stands in its log.</summary>
/// <param name="By">The party's name.</param>
/// <param name="Address">Where it stands.</param>
/// <param name="Leaf">Its leaf hash.</param>
sealed record Said(string By, RecordAddress Address, Hash Leaf)
{
    /// <summary>The leaf that erases it, if one does.</summary>
    public RecordAddress? ErasedBy { get; set; }

    public Tlp Marking { get; init; }
}

/// <summary>A relay that an honest party was told stands in its log.</summary>
/// <param name="By">The party.</param>
/// <param name="Original">What it passes on.</param>
/// <param name="Relay">Where it stands.</param>
sealed record Passed(Member By, RecordAddress Original, RecordAddress Relay);

/// <summary>What is said once everything works, and is to be heard at once.</summary>
/// <param name="Circle">In which circle.</param>
/// <param name="By">By whom.</param>
/// <param name="Members">The circle's honest members.</param>
sealed record Spoken(Hash Circle, Member By, IReadOnlyList<Member> Members)
{
    /// <summary>The record; nothing where it wrote none.</summary>
    public RecordAddress? Address { get; set; }

    /// <summary>The charter that was signed; nothing where none was.</summary>
    public Hash? Charter { get; set; }

    /// <summary>Why nothing was written or signed; nothing where it was, or where no answer has come.</summary>
    public string? Refusal { get; set; }

    /// <summary>The members that can agree to a charter of the next epoch: nothing binds them to another.</summary>
    public IReadOnlyList<Member> Free { get; init; } = [];
}

/// <summary>What was really said, beside what the nodes make of it.</summary>
sealed class Truth
{
    readonly HashSet<Hash> drills = [];

    public List<Said> All { get; } = [];

    /// <summary>Of these, what officers reported.</summary>
    public List<Said> Reports { get; } = [];

    public List<Passed> Relays { get; } = [];

    /// <summary>What authors agreed to be passed on, by its leaf hash, and to which circle.</summary>
    public HashSet<(Hash Leaf, Hash Circle)> Consents { get; } = [];

    /// <summary>Charters that anybody signed, by their hashes.</summary>
    public Dictionary<Hash, SignedCharter> Charters { get; } = [];

    /// <summary>A leaf that must not ring in earnest.</summary>
    public void Drill(Hash leaf) => drills.Add(leaf);

    public bool IsDrill(Hash leaf) => drills.Contains(leaf);
}

/// <summary>A charter as its text says, read by nobody of the product.</summary>
sealed record SignedCharter(string Circle, int Epoch, Hash? Previous, bool History, ImmutableHashSet<string> Members);
