using Tocsin.Node.Running;
using Tocsin.Warn.Feeds;
using Tocsin.Warn.Rules;

namespace Tocsin.Node.Feeds;

/// <summary>The file of the feeds: it may hold secrets, so nobody but its owner may read it.</summary>
static class FeedsFile
{
    /// <summary>Reads it; where there is none, nothing is asked.</summary>
    public static FeedsRead Read(string path) => SecretFile.Read(path) switch
    {
        SecretText.None => new FeedsRead.Good(FeedBook.Empty),
        SecretText.Good good => FeedsReader.Read(good.Text),
        SecretText.Bad bad => new FeedsRead.Bad([new RuleFault(1, 1, bad.Reason)]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
