using Tocsin.Share.Logs;
using Tocsin.Share.Parties;

namespace Tocsin.Simulation.Machines;

/// <summary>A party: its keys and documents in the safe, its machine with a disk and a clock, and what runs on it.</summary>
sealed class Member
{
    readonly Dictionary<string, SimulatedKey> logKeys = [];
    readonly Func<Member, Action<byte[]>> listener;

    public Member(string name, TimeProvider clock, Func<Member, Action<byte[]>> listener, string world)
    {
        (Name, World, this.listener) = (name, world, listener);
        (Root, Charter, Request) = (Key("root"), Key("charter"), Key("request"));
        Hash = Log.Hash.Of(Root.PublicKey.Span);
        Id = Hash.ToBase64Url();
        Documents.Add(new PartyDocument(Id, 1, null, name, clock.Now(), System.Buffers.Text.Base64Url.EncodeToString(Root.PublicKey.Span), [])
            .WithKey(PartyKey.Charter, null, Charter).WithKey(PartyKey.Request, null, Request).Sign(Root));
    }

    public string Name { get; }
    public string World { get; }
    public Hash Hash { get; }
    public string Id { get; }
    public SimulatedKey Root { get; }
    public SimulatedKey Charter { get; }
    public SimulatedKey Request { get; }

    /// <summary>Its own documents, and those of others that it was given by hand.</summary>
    public List<string> Documents { get; } = [];
    public List<string> Given { get; } = [];
    public List<(Hash Circle, IReadOnlyList<CharterPapers> Papers)> Invitations { get; } = [];

    public SimulatedDisk Disk { get; } = new();
    public Platter? Backup { get; set; }
    public TimeSpan Offset { get; set; }
    public CrashPoint? CrashAt { get; set; }
    public bool IsHonest { get; set; } = true;
    public SimulatedNode? Node { get; set; }

    /// <summary>When it was last set back to a backup.</summary>
    public long SetBack { get; set; }

    public int Number => Documents.Count;

    public SimulatedKey Key(string use) => new($"{World} {Name} {use}", listener(this));

    public SimulatedKey LogKey(string circle) => logKeys.TryGetValue(circle, out var key) ? key : logKeys[circle] = Key($"log {circle}");

    public void Say(TimeProvider clock, Func<PartyDocument, PartyDocument> change) =>
        Documents.Add(change(PartyNote.Read(Documents[^1]).Value.Next(clock.Now())).Sign(Root));
}
