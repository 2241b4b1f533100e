using System.Collections.Immutable;

namespace Tocsin.Formats.Stix.Patterns;

/// <summary>A STIX pattern (STIX 2.1 §9), parsed.</summary>
/// <param name="Root">The outermost observation expression.</param>
public sealed record StixPattern(StixObservation Root)
{
    /// <summary>Parses a pattern, or names the character at which it goes wrong.</summary>
    public static Parsed<StixPattern> Parse(string text) => PatternParser.Parse(text);

    /// <summary>Every comparison in it, in the order in which it is written.</summary>
    public IEnumerable<StixComparison.Test> Tests => Root.Tests;
}

/// <summary>An observation expression (§9.4): a closed set.</summary>
public abstract record StixObservation
{
    StixObservation() { }

    /// <summary>A comparison in brackets.</summary>
    /// <param name="Comparison">What one observation must hold.</param>
    public sealed record Bracket(StixComparison Comparison) : StixObservation;

    /// <summary>Several expressions that must all be met, by different observations.</summary>
    /// <param name="Parts">At least two.</param>
    public sealed record All(ImmutableArray<StixObservation> Parts) : StixObservation;

    /// <summary>Several expressions of which one must be met.</summary>
    /// <param name="Parts">At least two.</param>
    public sealed record Any(ImmutableArray<StixObservation> Parts) : StixObservation;

    /// <summary>Several expressions that must be met one after another.</summary>
    /// <param name="Parts">At least two.</param>
    public sealed record Sequence(ImmutableArray<StixObservation> Parts) : StixObservation;

    /// <summary>An expression under a condition of time or number.</summary>
    /// <param name="Inner">The expression.</param>
    /// <param name="Qualifier">The condition.</param>
    public sealed record Qualified(StixObservation Inner, StixQualifier Qualifier) : StixObservation;

    /// <summary>Every comparison in it, in the order in which it is written.</summary>
    public IEnumerable<StixComparison.Test> Tests => this switch
    {
        Bracket b => b.Comparison.Tests,
        All a => a.Parts.SelectMany(part => part.Tests),
        Any a => a.Parts.SelectMany(part => part.Tests),
        Sequence s => s.Parts.SelectMany(part => part.Tests),
        Qualified q => q.Inner.Tests,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>A qualifier (§9.4.1): a closed set.</summary>
public abstract record StixQualifier
{
    StixQualifier() { }

    /// <summary>WITHIN: all within so many seconds.</summary>
    /// <param name="Seconds">Above 0.</param>
    public sealed record Within(double Seconds) : StixQualifier;

    /// <summary>REPEATS: met by so many different observations.</summary>
    /// <param name="Times">1 or more.</param>
    public sealed record Repeats(long Times) : StixQualifier;

    /// <summary>START and STOP: met in a span of time.</summary>
    /// <param name="From">Its first moment.</param>
    /// <param name="Until">The first moment after it.</param>
    public sealed record Between(StixLiteral From, StixLiteral Until) : StixQualifier;
}

/// <summary>A comparison expression (§9.5): a closed set.</summary>
public abstract record StixComparison
{
    StixComparison() { }

    /// <summary>Several comparisons that must all hold.</summary>
    /// <param name="Parts">At least two.</param>
    public sealed record All(ImmutableArray<StixComparison> Parts) : StixComparison;

    /// <summary>Several comparisons of which one must hold.</summary>
    /// <param name="Parts">At least two.</param>
    public sealed record Any(ImmutableArray<StixComparison> Parts) : StixComparison;

    /// <summary>One comparison.</summary>
    /// <param name="Path">What is compared.</param>
    /// <param name="IsNegated">Whether NOT stands before the operator.</param>
    /// <param name="Operator">How.</param>
    /// <param name="Literals">With what: one literal; any number with IN; none with EXISTS.</param>
    public sealed record Test(StixPath Path, bool IsNegated, StixOperator Operator, ImmutableArray<StixLiteral> Literals) : StixComparison;

    /// <summary>Every comparison in it, in the order in which it is written.</summary>
    public IEnumerable<Test> Tests => this switch
    {
        Test t => [t],
        All a => a.Parts.SelectMany(part => part.Tests),
        Any a => a.Parts.SelectMany(part => part.Tests),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>The comparison operators (§9.6.2). The default is equality.</summary>
public enum StixOperator
{
    /// <summary>=</summary>
    Equal,
    /// <summary>!=</summary>
    Unequal,
    /// <summary>&lt;</summary>
    Less,
    /// <summary>&lt;=</summary>
    LessOrEqual,
    /// <summary>&gt;</summary>
    Greater,
    /// <summary>&gt;=</summary>
    GreaterOrEqual,
    /// <summary>IN</summary>
    In,
    /// <summary>LIKE, with % and _.</summary>
    Like,
    /// <summary>MATCHES, with a regular expression.</summary>
    Matches,
    /// <summary>ISSUBSET, of a network.</summary>
    IsSubset,
    /// <summary>ISSUPERSET, of a network.</summary>
    IsSuperset,
    /// <summary>EXISTS</summary>
    Exists,
}

/// <summary>An object path (§9.7).</summary>
/// <param name="Type">The object's type, before the colon.</param>
/// <param name="Steps">At least one.</param>
public sealed record StixPath(string Type, ImmutableArray<StixStep> Steps)
{
    /// <summary>The path as a pattern writes it, keys that need no quotes without them.</summary>
    public override string ToString() =>
        Type + ":" + string.Concat(Steps.Select((step, i) => step.Key is null ? $"[{(step.Index is { } index ? index : "*")}]" : i == 0 ? step.Key : "." + step.Key));
}

/// <summary>One step of a path: into a property or a dictionary, to an element of a list, or to all of them. The default value is all of them.</summary>
/// <param name="Key">The property's name, or the dictionary's key; null for a list.</param>
/// <param name="Index">The element's number, from 0, or from the end where it is negative; null for all of them.</param>
public readonly record struct StixStep(string? Key, long? Index);

/// <summary>A literal (§9.2).</summary>
/// <param name="Kind">What sort it is.</param>
/// <param name="Text">Its text, its escapes undone: of a number its digits, of a time the time, of bytes their digits.</param>
public readonly record struct StixLiteral(StixLiteralKind Kind, string Text);

/// <summary>The sorts of literals. The default is a text.</summary>
public enum StixLiteralKind
{
    /// <summary>'text'</summary>
    Text,
    /// <summary>A whole number.</summary>
    Integer,
    /// <summary>A number with a decimal point.</summary>
    Float,
    /// <summary>true or false.</summary>
    Boolean,
    /// <summary>t'2016-06-01T01:30:00Z'</summary>
    Time,
    /// <summary>h'ffd8'</summary>
    Hex,
    /// <summary>b'dGVzdA=='</summary>
    Binary,
}
