using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tocsin.Tests.Fuzzing;

/// <summary>From a file to its tree; nothing where it is not built so.</summary>
static partial class TreeReading
{
    const int DepthMax = 500;

    public static Tree? Read(Structure structure, byte[] bytes) => structure switch
    {
        Structure.Json => Json(bytes),
        Structure.Xml => Xml(Encoding.UTF8.GetString(bytes)),
        Structure.Rows => Rows(Encoding.UTF8.GetString(bytes)),
        Structure.Words => Words(Encoding.UTF8.GetString(bytes)),
        Structure.NotedJson => NotedJson(bytes),
        _ => null,
    };

    static Tree? Json(ReadOnlySpan<byte> bytes)
    {
        var json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = DepthMax, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            return json.Read() ? Value(ref json) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    static Tree Value(ref Utf8JsonReader json)
    {
        if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return new(Token(ref json));
        var tree = json.TokenType == JsonTokenType.StartObject ? new Tree("{", "}", ",") : new Tree("[", "]", ",");
        while (json.Read() && json.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            var name = "";
            if (json.TokenType == JsonTokenType.PropertyName)
            {
                name = Token(ref json) + ":";
                json.Read();
            }
            var part = Value(ref json);
            part.Name = name;
            tree.Parts.Add(part);
        }
        return tree;
    }

    static string Token(ref Utf8JsonReader json)
    {
        var text = Encoding.UTF8.GetString(json.ValueSpan);
        return json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? $"\"{text}\"" : text;
    }

    static Tree? NotedJson(byte[] bytes)
    {
        var end = Array.IndexOf(bytes, (byte)'\n');
        if (Json(bytes.AsSpan(0, end < 0 ? bytes.Length : end)) is not { } document) return null;
        var tree = new Tree("", "", "\n") { Parts = { document } };
        if (end >= 0) tree.Parts.AddRange(Encoding.UTF8.GetString(bytes.AsSpan(end + 1)).Split('\n').Select(line => Json(Encoding.UTF8.GetBytes(line)) ?? new Tree(line)));
        return tree;
    }

    /// <summary>Tags and what stands between them; the end of one closes the nearest of its name.</summary>
    static Tree? Xml(string text)
    {
        var root = new Tree("", "", "");
        var open = new Stack<Tree>([root]);
        foreach (Match token in XmlToken().Matches(text))
        {
            if (token.Value is ['<', '/', ..])
            {
                if (open.Count == 1) return null;
                open.Pop().Close = token.Value;
                continue;
            }
            var tree = new Tree(token.Value);
            open.Peek().Parts.Add(tree);
            if (token.Value is ['<', not ('!' or '?'), .., not '/', '>']) open.Push(tree);
            if (open.Count > DepthMax) return null;
        }
        return open.Count == 1 && root.Parts.Count > 0 ? root : null;
    }

    static Tree Rows(string text)
    {
        var lines = text.Split('\n');
        var separator = ",;\t|".MaxBy(each => lines.Take(20).Sum(line => line.Count(c => c == each)));
        var tree = new Tree("", "", "\n");
        foreach (var line in lines)
        {
            var row = new Tree("", "", separator.ToString());
            row.Parts.AddRange(line.Split(separator).Select(field => new Tree(field)));
            tree.Parts.Add(row);
        }
        return tree;
    }

    static Tree Words(string text)
    {
        var tree = new Tree("", "", "\n");
        foreach (var line in text.Split('\n'))
        {
            var row = new Tree("", "", "");
            row.Parts.AddRange(Word().Matches(line).Select(word => new Tree(word.Value)));
            tree.Parts.Add(row);
        }
        return tree;
    }

    [GeneratedRegex("<!--.*?-->|<!\\[CDATA\\[.*?\\]\\]>|<[^>]*>|[^<]+", RegexOptions.Singleline)]
    private static partial Regex XmlToken();

    [GeneratedRegex(@"\w+|\s+|[^\w\s]")]
    private static partial Regex Word();
}
