using System.Security.Cryptography;
using System.Text;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Simulation.Checking;
using Tocsin.Simulation.Lies;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation;

/// <summary>Something that must never be was: the run ends.</summary>
sealed class ViolationException(string check, string sentence) : Exception($"{check}: {sentence}")
{
    public string Check => check;
}

/// <summary>Parties, their machines and the network between them; what happens to them comes from <see cref="Events"/>, what must hold from <see cref="Checks"/>.</summary>
sealed class World : IDisposable
{
    readonly IncrementalHash trace = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly Dictionary<string, int> counts = [];
    readonly Process outside;
    (string Check, string Sentence)? failed;

    public World(SimulationOptions options, Mutant mutant)
    {
        (Options, Mutant) = (options, mutant);
        outside = new Process(Timeline);
        Clock = new SimulatedClock(Timeline, outside, () => TimeSpan.Zero);
        Network = new Network(Dice.Of(options.Seed, "network"));
        Checks = new Checks(this);
        Oaths = new Oaths(this);
    }

    public SimulationOptions Options { get; }
    public Mutant Mutant { get; }
    public Timeline Timeline { get; } = new();
    public SimulatedClock Clock { get; }
    public Network Network { get; }
    public Checks Checks { get; }
    public Oaths Oaths { get; }
    public Truth Truth { get; } = new();
    public List<Member> Members { get; } = [];
    public List<Lie> Tellers { get; } = [];
    public Charter Genesis { get; private set; } = null!;
    public Charter? DrillGenesis { get; private set; }

    /// <summary>The circles there are.</summary>
    public IEnumerable<Hash> Circles => new[] { Genesis, DrillGenesis }.OfType<Charter>().Select(genesis => genesis.Hash());

    /// <summary>Whether what is down is started again.</summary>
    public bool IsQuiet { get; set; }

    public IReadOnlyDictionary<string, int> Counts => counts;
    public (string Check, string Sentence)? Failed => failed;
    public IEnumerable<Member> Honest => Members.Where(member => member.IsHonest);

    public Mutant MutantOf(Member member) => member.IsHonest ? Mutant : Mutant.None;

    public Member Add(string name)
    {
        var member = new Member(name, Clock, who => message => Oaths.Hear(who, message), FormattableString.Invariant($"{Options.Seed}"));
        Members.Add(member);
        return member;
    }

    /// <summary>Founds the circle of all but the last few, who may join later, and an exercise circle of the first three.</summary>
    public void Found(IReadOnlyList<Member> founders, Dice dice)
    {
        var chance = new SeededChance(dice);
        Charter Draw(IEnumerable<Member> some, string name, bool exercise) =>
            Charter.Genesis(some.Select(member => member.Id), name, "Attacks on ships", Tlp.Amber, exercise, Clock.Now(), chance) with { Quorum = some.Count() / 2 + 1, History = !exercise && dice.Is(0.3) };
        Genesis = Draw(founders, "coast", exercise: false);
        var drilling = Options.Has(Fault.Drill) ? founders.Take(3).ToList() : [];
        DrillGenesis = drilling.Count == 0 ? null : Draw(drilling, "drill", exercise: true);
        foreach (var member in Members) member.Say(Clock, document => document.WithKey(PartyKey.Log, Genesis.CircleId(), member.LogKey(Genesis.CircleId())));
        foreach (var member in drilling) member.Say(Clock, document => document.WithKey(PartyKey.Log, DrillGenesis!.CircleId(), member.LogKey(DrillGenesis!.CircleId())));
        Invite(Genesis, founders);
        if (DrillGenesis is not null) Invite(DrillGenesis, drilling);
        foreach (var member in founders) member.Given.AddRange(founders.Where(other => other != member).SelectMany(other => other.Documents));
    }

    void Invite(Charter genesis, IReadOnlyList<Member> founders)
    {
        var papers = new CharterPapers(genesis.Sign(founders[0].Id, founders[0].Charter),
            [.. founders.Select(member => new Consent(genesis.Hash().ToBase64Url(), genesis.CircleId(), 1, member.Id, Clock.Now()).Sign(member.Charter))]);
        foreach (var member in founders) member.Invitations.Add((genesis.Hash(), [papers]));
    }

    public void Start(Member member)
    {
        if (member.Node is { Process.IsDead: false }) return;
        var node = member.Node = new SimulatedNode(this, member);
        node.Begin(node.Open);
    }

    public void WentDown(Member member)
    {
        Mutant.Crashed(member, Timeline.Elapsed);
        Checks.WentDown(member);
        Timeline.After(TimeSpan.FromSeconds(3), () => Start(member));
    }

    /// <summary>What a party's node answers: an honest one as the product does, a liar as it pleases.</summary>
    public async Task<PartnerAnswer?> Serve(Member to, SimulatedNode node, Member from, PartnerRequest request)
    {
        Count("requests");
        foreach (var lie in Tellers.Where(lie => lie.Liar == to || lie.Liar == from))
            if (await lie.Instead(to, from, request) is { } answered) return answered.Answer;
        var answer = await MutantOf(to).Serve(node, request) ?? await node.Server!.Answer(request, CancellationToken.None);
        if (to.IsHonest)
        {
            answer = await MutantOf(to).Change(node, from, request, answer);
            Checks.Served(to, node, from, request, answer);
        }
        foreach (var lie in Tellers.Where(lie => lie.Liar == to)) answer = lie.Change(from, request, answer);
        return answer;
    }

    /// <summary>Who joins, and the member that proposed it, hand each other papers outside of the circle.</summary>
    public void Carry(Member from, Circle circle, Charter charter)
    {
        if (charter.Change is not { Do: "join", Party: { } joiner } || circle.Papers(charter.Hash()) is not { } papers) return;
        foreach (var to in Members.Where(member => member != from && (member.Id == joiner || from.Id == joiner)))
            if (to.Node is { Server: not null, Process.IsDead: false } there)
                there.Begin(async () =>
                {
                    if (there.Register.Circle(circle.Id) is { } theirs) await there.Register.Take(theirs, papers, CancellationToken.None);
                });
    }

    public void Rang(Member member, Record record)
    {
        Count("rung");
        if (member.IsHonest && Truth.IsDrill(record.LeafHash)) Fail("drill", $"{member.Name} rang in earnest for a drill, leaf {record.Address.Index}");
    }

    public void Count(string what) => counts[what] = counts.GetValueOrDefault(what) + 1;

    public void Fail(string check, string sentence) => failed ??= (check, sentence);

    public void Trace(string from, string to, PartnerRequest request, PartnerAnswer answer)
    {
        trace.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{Timeline.Now} {from} {to} {request.Method} {request.Target} {answer.Status}\n")));
        trace.AppendData(request.Body.Span);
        trace.AppendData(answer.Body.Span);
    }

    /// <summary>The digest of everything that went over the network so far.</summary>
    public string TraceDigest() => Convert.ToHexStringLower(trace.GetCurrentHash());

    public void Dispose() => trace.Dispose();
}
