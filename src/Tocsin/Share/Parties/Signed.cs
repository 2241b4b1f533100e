namespace Tocsin.Share.Parties;

/// <summary>A document as it came, with one party's signature that is still to be checked against the party's own documents.</summary>
/// <typeparam name="T">What is signed.</typeparam>
/// <param name="Says">What it says.</param>
/// <param name="Party">Who claims to have signed it.</param>
/// <param name="Hash">SHA-256 of its text.</param>
/// <param name="Text">The whole note, as it came.</param>
/// <param name="Note">The note, split.</param>
public sealed record Signed<T>(T Says, string Party, Hash Hash, string Text, SignedNote Note) where T : notnull;
