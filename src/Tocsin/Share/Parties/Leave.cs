using Tocsin.Share.Records;
namespace Tocsin.Share.Parties;

/// <summary>A member says that it leaves a circle: its own act, which waits for nobody. See docs/spec/charter.md.</summary>
/// <param name="Circle">The circle's id.</param>
/// <param name="Epoch">The epoch in force as it leaves; a later one it joins anew, or is not in.</param>
/// <param name="Party">Who leaves.</param>
/// <param name="Ends">The last signed head of each incarnation of its log there.</param>
/// <param name="Time">When. UTC.</param>
public sealed record Leave(string Circle, int Epoch, string Party, IReadOnlyList<string> Ends, Instant Time)
{
    /// <summary>The version that this code writes and reads.</summary>
    public int V { get; init; } = 1;

    /// <summary>Tells the document from others.</summary>
    public string Type { get; init; } = "leave";

    /// <summary>The text that is signed: one line of JSON.</summary>
    public string Text() => JsonLine.Of(this, DocumentJson.Default.Leave);

    /// <summary>Signs it with the party's charter key.</summary>
    public string Sign(ISigningKey key) => DocumentJson.Sign(Text(), Party, key);

    /// <summary>Reads one of which it is still to be checked who signed it.</summary>
    public static Parsed<Signed<Leave>> Read(string note)
    {
        if (!DocumentJson.Read(note, DocumentJson.Default.Leave, "the leave").Try(out var signed, out var reason)) return new(reason);
        if (signed.Says is not { V: 1, Type: "leave", Epoch: >= 1 } leave) return new("this is no leave of version 1");
        if (!DocumentJson.IsId(leave.Circle)) return new("the circle that is left is no circle's id");
        if (signed.Party != leave.Party) return new($"the leave of {leave.Party} is signed by {signed.Party}");
        return LogEnds.Fault(leave.Ends) is { } fault ? new(fault) : new(signed);
    }
}
