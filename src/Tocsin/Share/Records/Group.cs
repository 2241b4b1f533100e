namespace Tocsin.Share.Records;

/// <summary>The groups of members that are disclosed, or left out, together.</summary>
public static class Group
{
    /// <summary>The kind's facts. No relay may leave it out, so redaction cannot turn a drill or a cancellation into an alarm.</summary>
    public const string What = "what";
    /// <summary>The place.</summary>
    public const string Where = "where";
    /// <summary>Words for people.</summary>
    public const string Text = "text";
    /// <summary>Who said it, under which key.</summary>
    public const string Source = "source";
    /// <summary>Data on persons, with a purpose and a retention date.</summary>
    public const string Personal = "personal";

    /// <summary>In a relay: what is passed on, and the proof. It goes with the facts, and is never left out alone.</summary>
    public const string Relay = "relay";

    /// <summary>All that a relay may leave out, and <see cref="What"/>.</summary>
    public static ImmutableArray<string> All { get; } = [What, Where, Text, Source, Personal];
}
