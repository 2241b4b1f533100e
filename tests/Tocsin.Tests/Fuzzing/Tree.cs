using System.Text;

namespace Tocsin.Tests.Fuzzing;

/// <summary>How a file is built, so that a change can keep to it.</summary>
enum Structure
{
    /// <summary>Objects and arrays.</summary>
    Json,
    /// <summary>Elements and text.</summary>
    Xml,
    /// <summary>Lines of fields between commas, semicolons or tabs.</summary>
    Rows,
    /// <summary>Lines of words and signs: lists, patterns, notes, paths, YAML.</summary>
    Words,
    /// <summary>A JSON document in the first line, and other lines behind it.</summary>
    NotedJson,
    /// <summary>Bytes.</summary>
    Bytes,
}

/// <summary>A file as parts within parts, each between what opens and what closes it: one shape for JSON, XML, tables and words. What is changed in it is written as it stands,
/// so that a member can stand twice and a number be none.</summary>
sealed class Tree(string open, string close = "", string between = "")
{
    /// <summary>A JSON member's name with its colon; empty elsewhere.</summary>
    public string Name { get; set; } = "";

    public string Open { get; set; } = open;
    public string Close { get; set; } = close;
    public string Between { get; } = between;
    public List<Tree> Parts { get; private init; } = [];

    /// <summary>Whether it holds nothing but its own text.</summary>
    public bool IsLeaf => Parts.Count == 0 && Close.Length == 0 && Between.Length == 0;

    public Tree Clone() => new(Open, Close, Between) { Name = Name, Parts = [.. Parts.Select(part => part.Clone())] };

    /// <summary>Every part with the one that it stands in.</summary>
    public IEnumerable<(Tree Parent, int At)> Places() => Parts.SelectMany((part, at) => part.Places().Prepend((this, at)));

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text, null);
        return text.ToString();
    }

    /// <summary>The offsets, in characters of the written text, where a part begins or ends.</summary>
    public List<int> Borders()
    {
        var borders = new List<int>();
        Write(new StringBuilder(), borders);
        return borders;
    }

    void Write(StringBuilder text, List<int>? borders)
    {
        borders?.Add(text.Length);
        text.Append(Name).Append(Open);
        borders?.Add(text.Length);
        for (var i = 0; i < Parts.Count; i++)
        {
            if (i > 0) text.Append(Between);
            Parts[i].Write(text, borders);
        }
        text.Append(Close);
        borders?.Add(text.Length);
    }
}
