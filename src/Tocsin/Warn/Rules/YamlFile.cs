using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Warn.Rules;

/// <summary>Opens a text that is to be one YAML document of keys, within limits.</summary>
static class YamlFile
{
    /// <summary>Groups and lists within each other at most.</summary>
    public const int DepthMax = 32;

    // The parser counts the stream and the document too.
    const int Around = 2;

    /// <summary>The document's keys; nothing, and why with its place, where it is no such document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="charsMax">Its characters at most.</param>
    /// <param name="what">What it is, for a sentence: the rules, the roster.</param>
    /// <param name="keys">Its first keys, for a sentence.</param>
    /// <param name="fault">Why it does not open.</param>
    /// <param name="isSecret">Whether the fault may repeat nothing of the text.</param>
    public static YamlMappingNode? Open(string text, int charsMax, string what, string keys, out RuleFault fault, bool isSecret = false)
    {
        fault = new RuleFault(1, 1, $"{what} must be one YAML document with the keys {keys}");
        if (text.Length > charsMax)
        {
            fault = new RuleFault(1, 1, $"{what}: {text.Length} characters; {charsMax} are the most");
            return null;
        }
        var parser = new Parser(new StringReader(text));
        try
        {
            if (TooDeep(parser) is { } place)
            {
                fault = new RuleFault(place.Line, place.Column, $"more than {DepthMax} groups and lists stand within each other here");
                return null;
            }
            var stream = new YamlStream();
            stream.Load(parser = new Parser(new StringReader(text)));
            return stream.Documents is [{ RootNode: YamlMappingNode root }] ? root : null;
        }
        catch (YamlException e)
        {
            fault = new RuleFault(e.Start.Line, e.Start.Column, isSecret ? "this is not YAML" : $"this is not YAML: {e.Message}");
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What YamlDotNet throws where it had not thought that anybody would write so: brackets that do not close, a key behind a list's end.
            var reached = parser.Current?.End ?? Mark.Empty;
            fault = new RuleFault(reached.Line, reached.Column, "this is not YAML from here on");
            return null;
        }
    }

    /// <summary>Where the text nests too deeply: the document's loader recurses, and would take the process with it.</summary>
    static Mark? TooDeep(Parser parser)
    {
        for (var depth = 0; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > DepthMax + Around && parser.Current is MappingStart or SequenceStart) return parser.Current.Start;
        }
        return null;
    }
}
