namespace Tocsin.Warn.Shift;

/// <summary>Whom a warning may call: those who may sign in now, whatever the roster says.</summary>
/// <param name="Officers">The pseudonyms of all of them.</param>
/// <param name="Administrators">Those of them who are called where there is nobody else.</param>
public sealed record Staff(ImmutableHashSet<string> Officers, ImmutableArray<string> Administrators);
