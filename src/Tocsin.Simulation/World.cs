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
    readonly Dictionary<string, Member> parties = [];
    readonly Process outside;
    (string Check, string Sentence)? failed;

    public World(SimulationOptions options, Mutant mutant)
    {
        (Options, Mutant) = (options, mutant);
        outside = new Process(Timeline);
        Clock = new SimulatedClock(Timeline, outside, () => TimeSpan.Zero);
        Network = new Network(Dice.Of(options.Seed, "network"), Count);
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
    public Charter? PortGenesis { get; private set; }

    /// <summary>The circles there are.</summary>
    public IEnumerable<Hash> Circles => new[] { Genesis, DrillGenesis, PortGenesis }.OfType<Charter>().Select(genesis => genesis.Hash());

    /// <summary>Whether what is down is started again.</summary>
    public bool IsQuiet { get; set; }

    public IReadOnlyDictionary<string, int> Counts => counts;
    public (string Check, string Sentence)? Failed => failed;
    public IEnumerable<Member> Honest => Members.Where(member => member.IsHonest);

    /// <summary>Who runs now and answers.</summary>
    public List<Member> Up(bool honest = true) => [.. Members.Where(member => (member.IsHonest || !honest) && member.Node is { Server: not null, Process.IsDead: false })];

    public Mutant MutantOf(Member member) => member.IsHonest ? Mutant : Mutant.None;

    public Member Add(string name)
    {
        var member = new Member(name, Clock, who => message => Oaths.Hear(who, message), FormattableString.Invariant($"{Options.Seed}"));
        Members.Add(member);
        parties[member.Id] = member;
        return member;
    }

    /// <summary>The party of an id; nothing where there is none.</summary>
    public Member? Party(string id) => parties.GetValueOrDefault(id);

    /// <summary>Founds the circle of all but the last few, who may join later; an exercise circle of three; and a second real one, with a party that is in no other.</summary>
    public void Found(IReadOnlyList<Member> founders, Member? outsider, Dice dice)
    {
        var chance = new SeededChance(dice);
        Charter Draw(IReadOnlyList<Member> some, string name, Tlp marking, bool exercise)
        {
            var genesis = Charter.Genesis(some.Select(member => member.Id), name, "Attacks on ships", marking, exercise, Clock.Now(), chance) with { Quorum = some.Count / 2 + 1, History = !exercise && dice.Is(0.3) };
            foreach (var member in some == founders ? Members : some) member.Say(Clock, document => document.WithKey(PartyKey.Log, genesis.CircleId(), member.LogKey(genesis.CircleId())));
            Invite(genesis, some);
            return genesis;
        }
        var leaking = Tellers.OfType<LeakLie>().Select(lie => lie.Liar).ToList();
        List<Member> drilling = [.. founders.Take(3 - leaking.Count), .. leaking];
        Genesis = Draw(founders, "coast", outsider is null ? Tlp.Amber : Tlp.Green, exercise: false);
        DrillGenesis = Options.Has(Fault.Drill) ? Draw(drilling, "drill", Tlp.Green, exercise: true) : null;
        PortGenesis = outsider is null ? null : Draw([.. founders.Take(2), .. leaking, outsider], "port", Tlp.Amber, exercise: false);
        foreach (var member in founders.Append(outsider).OfType<Member>())
            member.Given.AddRange(founders.Append(outsider).OfType<Member>().Where(other => other != member).SelectMany(other => other.Documents));
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
        Count("nodes that went down");
        Mutant.Crashed(member, Timeline.Elapsed);
        Checks.WentDown(member);
        Timeline.After(TimeSpan.FromSeconds(3), () => Start(member));
    }

    /// <summary>What a party's node answers: an honest one as the product does, a liar as it pleases.</summary>
    public async Task<PartnerAnswer?> Serve(Member to, SimulatedNode node, Member from, PartnerRequest request)
    {
        Count("requests");
        foreach (var lie in Tellers.Where(lie => lie.Liar == from)) request = lie.Ask(to, request);
        foreach (var lie in Tellers.Where(lie => lie.Liar == to || lie.Liar == from))
            if (await lie.Instead(to, from, request) is { } answered) return answered.Answer;
        var wasFrozen = Checks.IsOfFrozen(node, request);
        var answer = await MutantOf(to).Serve(node, request) ?? await node.Server!.Answer(request, CancellationToken.None);
        if (to.IsHonest)
        {
            answer = await MutantOf(to).Change(node, from, request, answer);
            Checks.Served(to, node, from, request, answer);
            if (wasFrozen) Checks.ServedFrozen(to, from, request, answer);
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
        if (member.IsHonest && (Truth.IsDrill(record.LeafHash) || record.Relayed is { } original && Truth.IsDrill(original.LeafHash))) Fail("drill", $"{member.Name} rang in earnest for a drill, leaf {record.Address.Index}");
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
