using Tocsin.Node.Running;
using Tocsin.Warn.Calls;
using Tocsin.Warn.Rules;

namespace Tocsin.Node.Delivery;

/// <summary>The file of the channels: it holds secrets, so nobody but its owner may read it.</summary>
static class ChannelsFile
{
    /// <summary>Reads it; where there is none, there is the browser alone.</summary>
    public static ChannelsRead Read(string path) => SecretFile.Read(path) switch
    {
        SecretText.None => new ChannelsRead.Good(ChannelBook.Empty),
        SecretText.Good good => ChannelsReader.Read(good.Text),
        SecretText.Bad bad => new ChannelsRead.Bad([new RuleFault(1, 1, bad.Reason)]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
