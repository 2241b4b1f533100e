using System.Buffers.Binary;
using System.Text;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation.Checking;

/// <summary>What must hold after every step. See docs/simulation.md.</summary>
sealed partial class Checks(World world)
{
    readonly Dictionary<(string Member, Origin Log), LogWatch> watches = [];
    readonly Dictionary<string, long> seen = [];
    readonly HashSet<string> verified = [];
    readonly Dictionary<(string Member, Origin Log), byte[]> kept = [];
    readonly HashSet<byte[]> vouched = new(ReferenceEqualityComparer.Instance);

    /// <summary>How often a disk that had changed was checked.</summary>
    public long Done { get; private set; }

    /// <summary>A disk was set back by its owner: what it had held is not there, and that is no fault.</summary>
    public void Reset(Member member)
    {
        foreach (var key in watches.Keys.Where(key => key.Member == member.Name).ToList()) watches.Remove(key);
        foreach (var key in shown.Keys.Where(key => key.Member == member.Name).ToList()) shown.Remove(key);
        foreach (var key in kept.Keys.Where(key => key.Member == member.Name).ToList()) kept.Remove(key);
        seen.Remove(member.Name);
    }

    public void WentDown(Member member) => Look(member);

    /// <summary>Everything that changed since the last step.</summary>
    public void Step()
    {
        foreach (var member in world.Honest) Look(member);
        if (world.Failed is null && world.Options.Has(Fault.Relay))
            foreach (var member in world.Honest) Relays(member);
        if (world.Timeline.Strays > 0) world.Fail("replays", $"{world.Timeline.Strays} continuations came from outside of the world");
    }

    public LogWatch Watch(Member member, Origin log)
    {
        if (!watches.TryGetValue((member.Name, log), out var watch)) watches[(member.Name, log)] = watch = new LogWatch();
        return watch;
    }

    /// <summary>The root of a log's first leaves, as they stand on a disk.</summary>
    public Hash? Root(Member member, Origin log, long size)
    {
        if (member.Disk.Platter.Logs.GetValueOrDefault(log) is not { } held) return null;
        var watch = Watch(member, log);
        if (watch.Look(log, held) is { } fault) world.Fail("verifies", $"{member.Name} holds {log}: {fault}");
        return size == watch.Leaves.Count ? watch.EdgeRoot : size < watch.Leaves.Count ? MerkleTree.Root(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(watch.Leaves)[..(int)size]) : null;
    }

    /// <summary>Whether all of a leaf's content is held, or its author has erased it.</summary>
    public bool IsWhole(Member member, Origin log, int index)
    {
        if (member.Disk.Platter.Logs.GetValueOrDefault(log) is not { } held || index >= held.Leaves.Count) return false;
        var watch = Watch(member, log);
        if (watch.Look(log, held) is not null) return false;
        return LogWatch.Count(held.Contents[index].Span) >= watch.Digests[index].Length || IsErased(member, new RecordAddress(log, index));
    }

    public bool IsErased(Member member, RecordAddress address) =>
        watches.Any(watch => watch.Key.Member == member.Name && watch.Key.Log.IsOfAuthorOf(address.Log) && watch.Value.Erased.Contains(address));

    void Look(Member member)
    {
        if (seen.GetValueOrDefault(member.Name, -1) == member.Disk.Writes) return;
        seen[member.Name] = member.Disk.Writes;
        Done++;
        foreach (var (log, held) in member.Disk.Platter.Logs)
        {
            var fault = Watch(member, log).Look(log, held);
            Written(member, log);
            if (fault is null) continue;
            world.Fail(fault.Contains("durable", StringComparison.Ordinal) ? "kept" : "verifies", $"{member.Name} holds {log}: {fault}");
        }
        if (world.Failed is not null) return;    // A log that is shorter than it was is no ground for what follows.
        foreach (var (log, held) in member.Disk.Platter.Logs)
        {
            if (member.Disk.Platter.Papers.TryGetValue(("head", log.ToString()), out var note) && kept.GetValueOrDefault((member.Name, log)) != note)
            {
                Kept(member, log, Encoding.UTF8.GetString(note));
                kept[(member.Name, log)] = note;
            }
            Erasures(member, log, held);
        }
        Papers(member);
    }

    void Kept(Member member, Origin log, string note)
    {
        if (!SignedNote.Parse(note).Try(out var signed, out var reason) || !Checkpoint.Parse(signed.Text).Try(out var head, out reason))
        {
            world.Fail("verifies", $"{member.Name} keeps a head of {log} that does not read: {reason}");
            return;
        }
        if (Root(member, log, head.Size) != head.Root) world.Fail("verifies", $"{member.Name} keeps a head of {head.Size} records of {log} to which its leaves do not lead");
        if (verified.Contains(note) || world.Members.Find(each => each.Hash == log.Party) is not { } author) return;
        var key = VerifyingKey.Parse(author.LogKey(log.Circle.ToBase64Url()).PublicKey.Span).Value;
        if (new NoteVerifier(log.ToString(), key).Verify(signed) is { } refuted) world.Fail("verifies", $"{member.Name} keeps a head of {log}: {refuted}");
        else verified.Add(note);
    }

    void Erasures(Member member, Origin log, PlatterLog held)
    {
        var followed = member.Disk.Platter.Cursors.GetValueOrDefault(Tocsin.Share.ErasureFollower.FollowerName);
        foreach (var (index, named) in Watch(member, log).Erasures)
        {
            // What is not known of an erasure, because its own content has not come, cannot be carried out.
            if (held.Arrived[(int)index] > followed || held.Contents[(int)index].IsEmpty) continue;
            if (member.Disk.Platter.Logs.TryGetValue(named.Log, out var target) && named.Index < target.Contents.Count && !target.Contents[(int)named.Index].IsEmpty)
                world.Fail("erased", $"{member.Name} has heard that leaf {named.Index} of {named.Log} is erased, and holds its content");
        }
    }

    /// <summary>A receipt or a cosigned head, under its log and the partner who is to have signed it.</summary>
    void Vouched(Member member, string[] key, string kind, byte[] paper)
    {
        var (note, name) = (SignedNote.Parse(paper).Value, PartyDocument.SignerName(key[4]));
        var says = kind == "receipt" ? note.Text : note.Signatures.FirstOrDefault(line => line.Name == name) is { } line ? Oaths.Cosigned(note.Text, BinaryPrimitives.ReadInt64BigEndian(line.Signature)) : "";
        if (!world.Oaths.Gave(key[4], says)) world.Fail("vouched", $"{member.Name} keeps a {kind} of {string.Join('/', key[..4])} that {world.Party(key[4])?.Name ?? key[4]} has not signed");
    }

    void Papers(Member member)
    {
        foreach (var ((kind, key), bytes) in member.Disk.Platter.Papers)
        {
            var accused = kind switch
            {
                "evidence" => ForkEvidence.Read(bytes).Try(out var fork, out _) ? fork.Log.Party.ToBase64Url() : null,
                "conviction" => key.Split('/')[0],
                "frozen" when bytes.Length > 0 && Origin.Parse(key).Try(out var log, out _) => log.Party.ToBase64Url(),
                _ => null,
            };
            if (accused is not null && world.Honest.FirstOrDefault(each => each.Id == accused) is { } innocent)
                world.Fail("innocent", $"{member.Name} keeps '{kind}' against {innocent.Name}, who is honest: {Encoding.UTF8.GetString(bytes)}");
            if (kind is "receipt" or "cosignature" && vouched.Add(bytes)) Vouched(member, key.Split('/'), kind, bytes);
        }
    }
}
