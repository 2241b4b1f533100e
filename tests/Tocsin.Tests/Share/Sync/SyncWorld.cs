using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Tests.Officers;

namespace Tocsin.Tests.Share.Sync;

/// <summary>Parties in one circle, over a network in this process that can be cut, slowed by hand, listened to and tampered with.</summary>
sealed class SyncWorld : IPartnerLink, IAsyncDisposable
{
    public static readonly CancellationToken Stop = CancellationToken.None;

    readonly Dictionary<string, SyncParty> byId = [];
    readonly Dictionary<string, SyncParty> byName = [];

    public HandClock Clock { get; } = new();
    public Charter Genesis { get; private set; } = null!;
    public HashSet<(string From, string To)> Cut { get; } = [];

    /// <summary>Every request that was made: who asked whom what.</summary>
    public List<(string From, string To, PartnerRequest Request)> Asked { get; } = [];

    /// <summary>Sends a request elsewhere, or answers in its place.</summary>
    public Func<string, string, PartnerRequest, Task<PartnerAnswer?>> Meddle { get; set; } = (_, _, _) => Task.FromResult<PartnerAnswer?>(null);

    /// <summary>Whether nobody brings growth along with a head: it is fetched.</summary>
    public bool IsFetched { get; set; }

    /// <summary>Whoever is asked and stands here answers without end.</summary>
    public HashSet<string> Dribbling { get; } = [];

    public SyncParty this[string name] => byName[name];
    public IEnumerable<SyncParty> Parties => byName.Values;

    /// <summary>A circle of these founders, all of whom know each other.</summary>
    public static async Task<SyncWorld> Of(params string[] names)
    {
        var world = new SyncWorld();
        foreach (var name in names) world.Add(name);
        await world.Found(world.Parties.ToList());
        return world;
    }

    public SyncParty Add(string name)
    {
        var party = new SyncParty(name, Clock);
        (byName[name], byId[party.Id]) = (party, party);
        return party;
    }

    async Task Found(IReadOnlyList<SyncParty> founders)
    {
        Genesis = Charter.Genesis(founders.Select(party => party.Id), "coast", "Attacks on ships", Tlp.Amber, exercise: false, Clock.Now(), Tocsin.Chance.System);
        foreach (var party in founders) party.ListLogKey(Genesis.CircleId());
        var papers = new CharterPapers(Genesis.Sign(founders[0].Id, founders[0].Charter), [.. founders.Select(party => party.Consent(Genesis))]);
        foreach (var party in founders) await party.Open(new Circle(Genesis.Hash()), Genesis, papers, founders.SelectMany(each => each.Documents), this);
    }

    /// <summary>A charter that follows the one in force at its proposer's, agreed to by all of these, and known to some.</summary>
    public async Task<Charter> Change(string proposer, Func<Charter, Charter> change, string[] consenting, string[] known, IReadOnlyList<string>? ends = null)
    {
        var charter = change(this[proposer].Sync.Circle.Current!);
        var papers = new CharterPapers(charter.Sign(this[proposer].Id, this[proposer].Charter), [.. consenting.Select(name => this[name].Consent(charter, ends))]);
        foreach (var name in known) await this[name].Register.Take(this[name].Sync.Circle, papers, Stop);
        return charter;
    }

    public async Task<PartnerAnswer> Ask(string party, PartnerRequest request, CancellationToken stop)
    {
        var from = RequestSignature.Read(request).Try(out var by, out _) ? byId[by.Party].Name : "";
        var to = byId[party].Name;
        lock (Asked) Asked.Add((from, to, request));
        if (Cut.Contains((from, to))) throw new IOException($"{to} is not reached");
        if (Dribbling.Contains(to)) await Task.Delay(Timeout.Infinite, stop);
        var answer = await Meddle(from, to, request) ?? await byId[party].Server.Answer(request, stop);
        return IsFetched && answer.Status == 200 && request.Method == "POST" ? answer with { Body = (SyncMessage.Read(answer.Body.Span).Value with { Growth = null }).Bytes() } : answer;
    }

    /// <summary>Both ways.</summary>
    public void CutOff(string one, string other)
    {
        Cut.Add((one, other));
        Cut.Add((other, one));
    }

    public void CutOff(string one)
    {
        foreach (var other in byName.Keys.Where(name => name != one)) CutOff(one, other);
    }

    public PartnerSession Session(string from, string to)
    {
        if (!this[from].Sessions.TryGetValue(to, out var session)) this[from].Sessions[to] = session = new PartnerSession(this[from].Sync, this[to].Id);
        return session;
    }

    /// <summary>Lets everybody talk to everybody, and do what follows from it, until nothing more does.</summary>
    public async Task Settle(int rounds = 5)
    {
        for (var round = 0; round < rounds; round++)
        {
            Clock.Pass(TimeSpan.FromSeconds(2));
            foreach (var one in Parties.Where(party => party.Sync is not null))
            {
                foreach (var other in Parties.Where(party => party.Sync is not null && one.Sync.Others.Contains(party.Id)))
                {
                    try { await Session(one.Name, other.Name).Exchange(0, Stop); }
                    catch (IOException e) { one.Sync.Failed(other.Id, e); }
                }
                for (var step = 0; step < 2; step++)    // What was fetched, and what follows from it.
                {
                    await one.Sync.Work(Stop);
                    await one.Sync.Settle();
                }
                await one.Follow();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var party in Parties) await party.DisposeAsync();
    }
}
