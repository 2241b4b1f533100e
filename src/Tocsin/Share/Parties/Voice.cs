namespace Tocsin.Share.Parties;

/// <summary>One party's agreement to one charter of one epoch of a circle: it proposed it, or consented to it.</summary>
/// <param name="Party">Who.</param>
/// <param name="Circle">The circle.</param>
/// <param name="Epoch">The charter's epoch.</param>
/// <param name="Charter">The charter's hash.</param>
/// <param name="Text">The whole note that says so.</param>
/// <param name="Note">The note, split.</param>
sealed record Voice(string Party, string Circle, int Epoch, Hash Charter, string Text, SignedNote Note)
{
    public static Voice Of(Signed<Charter> charter) =>
        new(charter.Party, charter.Says.Circle ?? charter.Hash.ToBase64Url(), charter.Says.Epoch, charter.Hash, charter.Text, charter.Note);

    public static Voice Of(Signed<Consent> consent)
    {
        Hash.TryParseBase64Url(consent.Says.Charter, out var charter);
        return new(consent.Party, consent.Says.Circle, consent.Says.Epoch, charter, consent.Text, consent.Note);
    }

    public static Parsed<Voice> Read(string note) =>
        Consent.Read(note).Try(out var consent, out _) ? new(Of(consent))
        : Parties.Charter.Read(note).Try(out var charter, out var reason) ? new(Of(charter))
        : new($"it is neither a consent nor a charter ({reason})");
}
