using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>What a later version may say is kept byte by byte and passed on by a member that does not understand it, to one that cannot reach its author.</summary>
public sealed class UnknownTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    static readonly Draft Said = new() { Kind = Kind.Note, What = new NoteFacts(), Texts = [new TextBlock { Headline = "of a later version" }] };

    /// <summary>Writes it at "vn"; "ph", which only "id" reaches, holds the very bytes in the end.</summary>
    static async Task Passes(SyncWorld world, byte[] leaf, byte[] content)
    {
        world.CutOff("vn", "ph");
        await world.Settle(3);
        var before = await world["vn"].Write("before");
        var unknown = await world["vn"].Write(leaf, content);
        var after = await world["vn"].Write("after");
        await world.Settle(8);
        Assert.DoesNotContain(world.Asked, asked => (asked.From, asked.To) is ("ph", "vn") && !world.Cut.Contains(("ph", "vn")));
        foreach (var name in new[] { "id", "ph" })
        {
            var stored = (await world[name].Store.Records.Read(unknown, Stop))!;
            Assert.Equal(leaf, stored.Leaf.ToArray());
            Assert.Equal(content, stored.Content.ToArray());
            Assert.Equal(("before", "after"), (await world[name].Reads(before), await world[name].Reads(after)));
            Assert.DoesNotContain(world[name].Sync.TakeRefusals(), refusal => !refusal.Contains("is not reached", StringComparison.Ordinal));
            Assert.True((await world[name].House.Mirror.Lacking(unknown.Log, Stop)).Withheld.IsEmpty);
        }
        Assert.Equal(Standing.ContentHeld, (await new ShareStatus(world["vn"].Sync).Of(unknown, Stop))!.Single(line => line.Party == world["id"].Id).Standing);
    }

    [Fact]
    public async Task An_unknown_kind()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        var made = world["vn"].Seal(Said);
        await Passes(world, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(made.LeafBytes).Replace("\"kind\":\"note\"", "\"kind\":\"telepathy\"", StringComparison.Ordinal)), made.Content);
    }

    [Fact]
    public async Task Unknown_members_of_a_leaf()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        var made = world["vn"].Seal(Said);
        await Passes(world, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(made.LeafBytes)[..^1] + ",\"mood\":{\"of\" : [1,null,\"\\u0041\"]}}"), made.Content);
    }

    [Fact]
    public async Task An_unknown_group()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        var made = world["vn"].Seal(Said);
        var disclosures = new List<byte[]> { Encoding.UTF8.GetBytes("""["AAECAwQFBgcICQoLDA0ODw","colour",{"hue":7}]""") };
        ReadOnlySpan<byte> rest = made.Content;
        while (Content.TryNext(ref rest, out var disclosure)) disclosures.Add(disclosure.ToArray());
        var sorted = disclosures.OrderBy(each => Disclosure.Digest(each)).ToList();
        var leaf = JsonNode.Parse(made.LeafBytes)!.AsObject();
        leaf["_sd"] = new JsonArray([.. sorted.Select(each => JsonValue.Create(Disclosure.Digest(each).ToBase64Url()))]);
        var content = new ArrayBufferWriter<byte>();
        foreach (var each in sorted) Content.Append(content, each);
        await Passes(world, Encoding.UTF8.GetBytes(leaf.ToJsonString()), content.WrittenSpan.ToArray());
    }

    [Fact]
    public async Task Unknown_members_of_a_message()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        var told = 0;
        world.Meddle = async (_, to, request) =>
        {
            if (request.Method != "POST") return null;
            var answer = await world[to].Server.Answer(request, Stop);
            if (answer.Status != 200) return answer;
            var message = JsonNode.Parse(answer.Body.Span)!.AsObject();
            message["weather"] = new JsonObject { ["wind"] = "fresh" };
            foreach (var list in new[] { "heads", "cosignatures" })
                foreach (var each in message[list]?.AsArray() ?? []) (each!["later"], told) = (1, told + 1);
            return answer with { Body = Encoding.UTF8.GetBytes(message.ToJsonString()) };
        };
        var made = world["vn"].Seal(Said);
        await Passes(world, made.LeafBytes, made.Content);
        Assert.True(told > 0);
    }
}
