namespace Tocsin.Warn.Rules;

/// <summary>All rules of one file.</summary>
/// <param name="Rules">The rules, in the order of the file; their names differ.</param>
public sealed record RuleBook(ImmutableArray<Rule> Rules)
{
    /// <summary>The version of the file's layout that this code reads.</summary>
    public const int Version = 1;

    /// <summary>The rule of a name; nothing where there is none.</summary>
    public Rule? Find(string name) => Rules.FirstOrDefault(rule => rule.Name == name);

    /// <summary>The text that a new node starts with.</summary>
    public static string DefaultText()
    {
        using var text = new StreamReader(typeof(RuleBook).Assembly.GetManifestResourceStream("Tocsin.Warn.Rules.default-rules.yaml")!);
        return text.ReadToEnd();
    }
}

/// <summary>What came of reading a rules file: a closed set.</summary>
public abstract record RulesRead
{
    RulesRead() { }

    /// <summary>Every rule is understood.</summary>
    /// <param name="Book">The rules.</param>
    public sealed record Good(RuleBook Book) : RulesRead;

    /// <summary>Something is not understood, so nothing of the file counts.</summary>
    /// <param name="Faults">What is wrong, in the order of the file; at least one.</param>
    public sealed record Bad(ImmutableArray<RuleFault> Faults) : RulesRead;
}

/// <summary>One thing that is wrong in a rules file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Reason">What is wrong, in one sentence.</param>
public sealed record RuleFault(long Line, long Column, string Reason)
{
    /// <summary>The fault as a compiler writes it.</summary>
    public override string ToString() => $"line {Line}, column {Column}: {Reason}";
}
