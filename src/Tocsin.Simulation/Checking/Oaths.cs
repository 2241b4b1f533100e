using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation.Checking;

/// <summary>Hears everything that any key signs: what an honest party must never sign is caught as it signs it.</summary>
sealed class Oaths(World world)
{
    readonly Dictionary<(string Party, string Slot), string> once = [];
    readonly HashSet<(string Party, Hash Text)> given = [];

    /// <summary>Whether a party signed a receipt of this text, or this as a cosignature.</summary>
    public bool Gave(string party, string text) => given.Contains((party, Sum(text)));

    /// <summary>What is remembered of a text: of a crowd's there is no room for the texts themselves.</summary>
    static Hash Sum(string text) => Hash.Of(Encoding.UTF8.GetBytes(text));

    /// <summary>What is signed to cosign a head at a time.</summary>
    public static string Cosigned(string body, long timeSeconds) => Encoding.UTF8.GetString(Log.Cosignature.Message(body, timeSeconds));

    public void Hear(Member member, byte[] message)
    {
        if (message.Length == 0) return;
        if (message[0] == (byte)'{') Document(member, Encoding.UTF8.GetString(message));
        else if (message.AsSpan().StartsWith("cosignature/v1\n"u8)) Cosignature(member, Encoding.UTF8.GetString(message));
        else if (!member.IsHonest) return;
        else if (message.AsSpan().StartsWith("tocsin/"u8)) Head(member, Encoding.UTF8.GetString(message));
    }

    void Head(Member member, string body)
    {
        if (!Checkpoint.Parse(body).Try(out var head, out _) || !Origin.Parse(head.Origin).Try(out var log, out _) || head.Size == 0) return;
        world.Count("heads signed");
        Once(member, $"head {head.Origin} {head.Size}", head.Root.ToString(), "two heads of one size");
        if (member.Disk.Platter.Logs.GetValueOrDefault(log)?.Head != head)
            world.Fail("promised", $"{member.Name} signs a head of {head.Size} records of {log} that is not durable");
    }

    void Cosignature(Member member, string text)
    {
        var body = text[(text.IndexOf('\n', text.IndexOf('\n') + 1) + 1)..];
        if (!Checkpoint.Parse(body).Try(out var head, out _) || !Origin.Parse(head.Origin).Try(out var log, out _) || head.Size == 0) return;
        if (log.Party == member.Hash) return;
        given.Add((member.Id, Sum(text)));
        if (!member.IsHonest) return;
        world.Count("cosignatures");
        if (member.Disk.Platter.Logs.GetValueOrDefault(log) is not { } held || world.Checks.Root(member, log, head.Size) != head.Root || held.Leaves.Count < head.Size)
            world.Fail("cosigned", $"{member.Name} cosigns {head.Size} records of {log}, and does not hold them");
    }

    void Document(Member member, string text)
    {
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        switch (root.GetProperty("type").GetString())
        {
            case "charter":
                var hash = Hash.Of(Encoding.UTF8.GetBytes(text));
                var circle = root.TryGetProperty("circle", out var id) ? id.GetString()! : hash.ToBase64Url();
                var epoch = root.GetProperty("epoch").GetInt32();
                Hash.TryParseBase64Url(root.TryGetProperty("previous", out var before) ? before.GetString() : null, out var previous);
                world.Truth.Charters[hash] = new SignedCharter(circle, epoch, epoch == 1 ? null : previous,
                    root.TryGetProperty("history", out var history) && history.GetBoolean(), [.. root.GetProperty("members").EnumerateArray().Select(each => each.GetString()!)]);
                Agree(member, circle, epoch, hash.ToBase64Url());
                break;
            case "consent":
                Agree(member, root.GetProperty("circle").GetString()!, root.GetProperty("epoch").GetInt32(), root.GetProperty("charter").GetString()!);
                break;
            case "party":
                if (member.IsHonest) Once(member, $"document {root.GetProperty("number").GetInt32()}", text, "two party documents of one number");
                break;
            case "receipt":
                given.Add((member.Id, Sum(text)));
                if (member.IsHonest) Receipt(member, new Receipt(member.Id, root.GetProperty("log").GetString()!, root.GetProperty("leaves").GetInt64(),
                    [.. root.GetProperty("withheld").EnumerateArray().Select(pair => pair.EnumerateArray().Select(end => end.GetInt64()).ToArray())], 0, default));
                break;
        }
    }

    void Agree(Member member, string circle, int epoch, string charter)
    {
        if (!member.IsHonest) return;
        var slot = string.Create(CultureInfo.InvariantCulture, $"charter {circle} {epoch}");
        // A word that a machine took with it when it was set back to a backup, and that nobody had heard by then, was never given.
        if (member.Disk.Platter.IsRestored && once.TryGetValue((member.Name, slot), out var before) && before != charter && !world.Members.Exists(other => other != member && HasHeard(other, member, before)))
            once[(member.Name, slot)] = charter;
        Once(member, slot, charter, "two charters of one epoch");
    }

    static bool HasHeard(Member other, Member member, string charter) => other.Disk.Platter.Papers
        .Where(paper => paper.Key.Kind == "charter" && paper.Key.Key.EndsWith(charter, StringComparison.Ordinal)).Select(paper => CharterPapers.Read(Encoding.UTF8.GetString(paper.Value)).Value)
        .Any(papers => Charter.Read(papers.Charter).Value.Party == member.Id || papers.Consents.Any(note => Consent.Read(note).Value.Party == member.Id));

    void Receipt(Member member, Receipt receipt)
    {
        world.Count("receipts");
        if (!Origin.Parse(receipt.Log).Try(out var log, out _) || member.Disk.Platter.Logs.GetValueOrDefault(log) is not { } held) return;
        for (var index = 0L; index < receipt.Leaves; index++)
            if (receipt.Holds(index) && !world.Checks.IsWhole(member, log, (int)index))
            {
                world.Fail("receipted", $"{member.Name} gives a receipt for leaf {index} of {held.Head.Origin}, and does not hold all of its content");
                return;
            }
    }

    void Once(Member member, string slot, string says, string what)
    {
        if (once.TryAdd((member.Name, slot), says) || once[(member.Name, slot)] == says) return;
        world.Fail("one word", $"{member.Name} signs {what}: {slot}");
    }
}
