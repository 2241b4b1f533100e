using System.Collections.Frozen;
using Tocsin.Node.Ui;

namespace Tocsin.Node.Officers;

/// <summary>Why somebody is not signed in: a closed set, so that an address cannot put words on the page.</summary>
enum SignInProblem
{
    /// <summary>Name and password do not belong together, or the account waits. The default value.</summary>
    NotRight,
    /// <summary>Too many passwords are being checked, or the account is being changed.</summary>
    Busy,
    /// <summary>The passkey was not accepted.</summary>
    Passkey,
}

/// <summary>What the sign-in page says for each.</summary>
static class SignInProblems
{
    static readonly FrozenDictionary<SignInProblem, string> Table = new Dictionary<SignInProblem, string>
    {
        [SignInProblem.NotRight] = "not-right", [SignInProblem.Busy] = "busy", [SignInProblem.Passkey] = "passkey",
    }.ToFrozenDictionary();

    /// <summary>The word for it in an address.</summary>
    public static string Word(this SignInProblem problem) => Table[problem];

    /// <summary>What it means, and what to do.</summary>
    public static string Sentence(this SignInProblem problem) => Texts.Of($"signIn.problem.{Table[problem]}");

    /// <summary>The sentence for a word from an address; null if it is none of ours.</summary>
    public static string? SentenceFor(string? word) => word is not null && Table.Values.Contains(word) ? Texts.Of($"signIn.problem.{word}") : null;
}
