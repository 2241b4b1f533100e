using System.Collections.Frozen;

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
    static readonly FrozenDictionary<SignInProblem, (string Word, string Sentence)> Table =
        new Dictionary<SignInProblem, (string, string)>
        {
            [SignInProblem.NotRight] = ("not-right", "Name and password do not belong together, or the account waits after "
                + "ten wrong passwords. A passkey always works; an administrator can set a new password."),
            [SignInProblem.Busy] = ("busy", "This node cannot check a password at this moment. Try again in a minute."),
            [SignInProblem.Passkey] = ("passkey", "That passkey is not known here, or it was not used in time. Try again."),
        }.ToFrozenDictionary();

    /// <summary>The word for it in an address.</summary>
    public static string Word(this SignInProblem problem) => Table[problem].Word;

    /// <summary>What it means, and what to do.</summary>
    public static string Sentence(this SignInProblem problem) => Table[problem].Sentence;

    /// <summary>The sentence for a word from an address; null if it is none of ours.</summary>
    public static string? SentenceFor(string? word) =>
        Table.Values.FirstOrDefault(row => row.Word == word).Sentence;
}
