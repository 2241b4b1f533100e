using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tocsin.Tests.Formats;

/// <summary>Changes of a JSON document that leave it well-formed: another kind of value, a member less, moved or told twice, more depth, much more of the same.</summary>
static class JsonMutation
{
    static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e308", "123456789012345678901234567890", "\"\"", "\"\\u0000\"", "\"2018-02-30T00:00:00Z\"", "\"9999-12-31T23:59:60Z\"", "\"-9999-01-01T00:00:00Z\"",
        "[]", "{}", "[[[[]]]]", "{\"\":{\"\":null}}", "\"\\ud83d\\ude00\"", "\"[a:b = 1] FOLLOWEDBY [\"", "\"|\"", "\"a|b|c\"", "\"0.0.0.0/0\"", "\"/(a+)+$/i\"", "\"253402300800\"", "[null,1,\"x\",{}]",
    ];

    public static string Of(string text, Random random)
    {
        var root = JsonNode.Parse(text)!;
        for (var changes = random.Next(1, 5); changes > 0; changes--) Change(All(root).ToList(), random);
        var mutated = root.ToJsonString();
        // The tree knows no member twice; the text does.
        return random.Next(8) == 0 ? mutated.Replace("\"type\":", "\"type\":\"x\",\"type\":", StringComparison.Ordinal) : mutated;
    }

    static IEnumerable<JsonNode> All(JsonNode node) => (node switch
    {
        JsonObject o => o.Select(member => member.Value),
        JsonArray a => a,
        _ => [],
    }).OfType<JsonNode>().SelectMany(All).Prepend(node);

    static void Change(List<JsonNode> nodes, Random random)
    {
        if (nodes[random.Next(nodes.Count)] is not { Parent: { } parent } node) return;
        if (parent is JsonArray list)
        {
            var at = node.GetElementIndex();
            switch (random.Next(4))
            {
                case 0: list.RemoveAt(at); break;
                case 1: list[at] = Value(random); break;
                case 2: for (var more = random.Next(1, 40); more > 0; more--) list.Add(node.DeepClone()); break;
                default: list[at] = Deep(node.DeepClone(), random); break;
            }
            return;
        }
        var (owner, name) = ((JsonObject)parent, node.GetPropertyName());
        switch (random.Next(4))
        {
            case 0: owner.Remove(name); break;
            case 1: owner[name] = Value(random); break;
            case 2: owner[nodes.OfType<JsonObject>().SelectMany(o => o.Select(member => member.Key)).ElementAtOrDefault(random.Next(30)) ?? "x"] = node.DeepClone(); break;
            default: owner[name] = Deep(node.DeepClone(), random); break;
        }
    }

    static JsonNode? Value(Random random) => JsonNode.Parse(Values[random.Next(Values.Length)], documentOptions: new JsonDocumentOptions { MaxDepth = 64 });

    static JsonNode Deep(JsonNode node, Random random)
    {
        for (var levels = random.Next(1, 50); levels > 0; levels--) node = random.Next(2) == 0 ? new JsonArray(node) : new JsonObject { ["a"] = node };
        return node;
    }
}
