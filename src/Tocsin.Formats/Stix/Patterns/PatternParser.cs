using System.Collections.Immutable;
using System.Globalization;

namespace Tocsin.Formats.Stix.Patterns;

/// <summary>Parses by OASIS's grammar (STIXPattern.g4 of 2.1), one function a rule. Chains are lists, so only parentheses go deeper.</summary>
sealed class PatternParser
{
    readonly PatternLexer lexer;
    int depth;

    PatternParser(string text)
    {
        lexer = new PatternLexer(text);
        lexer.Next();
    }

    public static Parsed<StixPattern> Parse(string text)
    {
        if (text.Length > FormatLimits.PatternCharsMax)
            return new(new Refusal("character 1", $"the pattern is longer than {FormatLimits.PatternCharsMax} characters"));
        try
        {
            var parser = new PatternParser(text);
            var root = parser.Sequence();
            if (parser.lexer.Token != PatternToken.End) throw parser.Expected("the pattern's end");
            return new(new StixPattern(root));
        }
        catch (PatternFault fault)
        {
            return new(fault.Refusal);
        }
    }

    // observationExpressions
    StixObservation Sequence() => Chain("FOLLOWEDBY", Or, parts => new StixObservation.Sequence(parts));

    // observationExpressionOr, observationExpressionAnd
    StixObservation Or() => Chain("OR", And, parts => new StixObservation.Any(parts));

    StixObservation And() => Chain("AND", Observation, parts => new StixObservation.All(parts));

    // observationExpression
    StixObservation Observation()
    {
        StixObservation observation;
        var isBracket = Take("[");
        if (isBracket)
        {
            observation = new StixObservation.Bracket(ComparisonOr());
            Need("]");
        }
        else if (lexer.Token == PatternToken.Mark && lexer.Text == "(") observation = InParentheses(Sequence);
        else throw Expected("'[' or '('");

        var qualifiers = 0;
        for (var met = new HashSet<Type>(); Qualifier() is var (qualifier, at);)
        {
            // §9.4.1: once each. OASIS's own validator lets it pass behind parentheses.
            if (++qualifiers > FormatLimits.PatternDepthMax) throw Fault(at, $"more than {FormatLimits.PatternDepthMax} qualifiers stand here");
            if (!met.Add(qualifier.GetType()) && isBracket) throw Fault(at, "this sort of qualifier stands here twice");
            observation = new StixObservation.Qualified(observation, qualifier);
        }
        return observation;
    }

    (StixQualifier Qualifier, int At)? Qualifier()
    {
        var at = lexer.Position;
        if (TakeWord("WITHIN"))
        {
            var place = lexer.Position;
            var seconds = Literal("a number of seconds", StixLiteralKind.Integer, StixLiteralKind.Float);
            var number = double.Parse(seconds.Text, CultureInfo.InvariantCulture);
            if (seconds.Text[0] == '-') throw Fault(place, "a number of seconds is not below 0");
            NeedWord("SECONDS");
            return (new StixQualifier.Within(number), at);
        }
        if (TakeWord("REPEATS"))
        {
            var place = lexer.Position;
            var times = Literal("a whole number", StixLiteralKind.Integer);
            if (!long.TryParse(times.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0) throw Fault(place, "a number of times is a whole number from 1");
            NeedWord("TIMES");
            return (new StixQualifier.Repeats(number), at);
        }
        if (!TakeWord("START")) return null;
        var from = Literal("a time", StixLiteralKind.Time);
        NeedWord("STOP");
        return (new StixQualifier.Between(from, Literal("a time", StixLiteralKind.Time)), at);
    }

    // comparisonExpression, comparisonExpressionAnd
    StixComparison ComparisonOr() => Chain("OR", ComparisonAnd, parts => new StixComparison.Any(parts));

    StixComparison ComparisonAnd() => Chain("AND", Test, parts => new StixComparison.All(parts));

    // propTest
    StixComparison Test()
    {
        if (lexer.Token == PatternToken.Mark && lexer.Text == "(") return InParentheses(ComparisonOr);
        var negated = TakeWord("NOT");
        if (TakeWord("EXISTS")) return new StixComparison.Test(Path(), negated, StixOperator.Exists, []);
        if (negated) throw Expected("EXISTS");
        var path = Path();
        negated = TakeWord("NOT");
        if (OperatorOf(lexer) is not { } op) throw Expected("a comparison");
        lexer.Next();
        ImmutableArray<StixLiteral> literals = op switch
        {
            StixOperator.In => Set(),
            StixOperator.Equal or StixOperator.Unequal => [Any("a value")],
            StixOperator.Like or StixOperator.Matches or StixOperator.IsSubset or StixOperator.IsSuperset => [Literal("a text in quotes", StixLiteralKind.Text)],
            _ => [Orderable()],
        };
        return new StixComparison.Test(path, negated, op, literals);
    }

    static StixOperator? OperatorOf(PatternLexer lexer) => (lexer.Token, lexer.Text) switch
    {
        (PatternToken.Mark, "=" or "==") => StixOperator.Equal,
        (PatternToken.Mark, "!=" or "<>") => StixOperator.Unequal,
        (PatternToken.Mark, "<") => StixOperator.Less,
        (PatternToken.Mark, "<=") => StixOperator.LessOrEqual,
        (PatternToken.Mark, ">") => StixOperator.Greater,
        (PatternToken.Mark, ">=") => StixOperator.GreaterOrEqual,
        (PatternToken.Word, "IN") => StixOperator.In,
        (PatternToken.Word, "LIKE") => StixOperator.Like,
        (PatternToken.Word, "MATCHES") => StixOperator.Matches,
        (PatternToken.Word, "ISSUBSET") => StixOperator.IsSubset,
        (PatternToken.Word, "ISSUPERSET") => StixOperator.IsSuperset,
        _ => null,
    };

    // objectPath
    StixPath Path()
    {
        if (lexer.Token is not (PatternToken.Word or PatternToken.HyphenWord) || IsKeyword(lexer.Text)) throw Expected("an object's type");
        var type = lexer.Text;
        lexer.Next();
        Need(":");
        var steps = ImmutableArray.CreateBuilder<StixStep>();
        steps.Add(new StixStep(Key(), null));
        while (true)
        {
            if (Take(".")) steps.Add(new StixStep(Key(), null));
            else if (Take("["))
            {
                steps.Add(Take("*") ? default : new StixStep(null, Index()));
                Need("]");
            }
            else return new StixPath(type, steps.ToImmutable());
        }
    }

    string Key()
    {
        var key = lexer.Token == PatternToken.Literal && lexer.Literal.Kind == StixLiteralKind.Text ? lexer.Literal.Text
            : lexer.Token == PatternToken.Word && !IsKeyword(lexer.Text) ? lexer.Text
            : throw Expected(lexer.Token == PatternToken.HyphenWord ? "quotes round a name with a hyphen" : "a property's name");
        lexer.Next();
        return key;
    }

    long Index()
    {
        var at = lexer.Position;
        return long.TryParse(Literal("a whole number or *", StixLiteralKind.Integer).Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
            ? index : throw Fault(at, "no list is as long as that");
    }

    // setLiteral
    ImmutableArray<StixLiteral> Set()
    {
        Need("(");
        var set = ImmutableArray.CreateBuilder<StixLiteral>();
        if (Take(")")) return [];
        do set.Add(Any("a value"));
        while (Take(","));
        Need(")");
        return set.ToImmutable();
    }

    StixLiteral Orderable()
    {
        if (lexer.Token == PatternToken.Literal && lexer.Literal.Kind == StixLiteralKind.Boolean) throw Expected("a value that has an order");
        return Any("a value");
    }

    StixLiteral Any(string what)
    {
        if (lexer.Token != PatternToken.Literal) throw Expected(what);
        var literal = lexer.Literal;
        lexer.Next();
        return literal;
    }

    StixLiteral Literal(string what, params ReadOnlySpan<StixLiteralKind> kinds)
    {
        if (lexer.Token != PatternToken.Literal || !kinds.Contains(lexer.Literal.Kind)) throw Expected(what);
        return Any(what);
    }

    T Chain<T>(string word, Func<T> part, Func<ImmutableArray<T>, T> together)
    {
        var first = part();
        if (!IsWord(word)) return first;
        var parts = ImmutableArray.CreateBuilder<T>();
        parts.Add(first);
        while (TakeWord(word)) parts.Add(part());
        return together(parts.ToImmutable());
    }

    T InParentheses<T>(Func<T> inner)
    {
        if (++depth > FormatLimits.PatternDepthMax) throw Fault(lexer.Position, $"the pattern is nested deeper than {FormatLimits.PatternDepthMax} levels");
        Need("(");
        var value = inner();
        Need(")");
        depth--;
        return value;
    }

    static bool IsKeyword(string word) => word is "AND" or "OR" or "NOT" or "FOLLOWEDBY" or "LIKE" or "MATCHES" or "ISSUPERSET" or "ISSUBSET" or "EXISTS" or "LAST"
        or "IN" or "START" or "STOP" or "SECONDS" or "WITHIN" or "REPEATS" or "TIMES";

    bool IsWord(string word) => lexer.Token == PatternToken.Word && lexer.Text == word;

    bool TakeWord(string word)
    {
        if (!IsWord(word)) return false;
        lexer.Next();
        return true;
    }

    void NeedWord(string word)
    {
        if (!TakeWord(word)) throw Expected(word);
    }

    bool Take(string mark)
    {
        if (lexer.Token != PatternToken.Mark || lexer.Text != mark) return false;
        lexer.Next();
        return true;
    }

    void Need(string mark)
    {
        if (!Take(mark)) throw Expected($"'{mark}'");
    }

    PatternFault Expected(string what) => lexer.Token == PatternToken.Invalid ? Fault(lexer.Position, lexer.Text)
        : Fault(lexer.Position, lexer.Token == PatternToken.End ? $"the pattern ends where {what} should stand" : $"{what} should stand here");

    static PatternFault Fault(int position, string reason) => new(new Refusal(string.Create(CultureInfo.InvariantCulture, $"character {position}"), reason));

    /// <summary>Leads out of the rules to <see cref="Parse(string)"/>, and no farther.</summary>
    sealed class PatternFault(Refusal refusal) : Exception
    {
        public Refusal Refusal { get; } = refusal;
    }
}
