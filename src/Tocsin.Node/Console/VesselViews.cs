namespace Tocsin.Node.Ui;

/// <summary>The vessels near an incident at sea.</summary>
/// <param name="Rows">Odd ones first, each the nearest first.</param>
/// <param name="Total">How many were found, listed or not.</param>
/// <param name="IsCut">Whether more was told of vessels in these waters than is looked at.</param>
/// <param name="Miles">Within so many nautical miles.</param>
/// <param name="Since">From when on. UTC.</param>
/// <param name="Until">Until when. UTC.</param>
/// <param name="Zone">The node's zone.</param>
public sealed record VesselsView(IReadOnlyList<VesselRow> Rows, int Total, bool IsCut, double Miles, Instant Since, Instant Until, DateTimeZone Zone);

/// <summary>One vessel that was near.</summary>
/// <param name="Mmsi">The nine digits by which it is called.</param>
/// <param name="IsExercise">Whether an exercise says so.</param>
/// <param name="Name">Its name; nothing where it was not heard to say one.</param>
/// <param name="About">Its flag, what it is, how long.</param>
/// <param name="Voyage">Where it is bound, and when it means to be there; empty where it does not say.</param>
/// <param name="ClosestMiles">Its least distance, in nautical miles.</param>
/// <param name="ClosestAt">When that was. UTC.</param>
/// <param name="Before">The last position before the incident.</param>
/// <param name="After">The first position after it.</param>
/// <param name="Odd">What is odd about it.</param>
public sealed record VesselRow(string Mmsi, bool IsExercise, string? Name, string About, string Voyage, double ClosestMiles, Instant ClosestAt, VesselSeen? Before, VesselSeen? After, IReadOnlyList<VesselOddRow> Odd);

/// <summary>Where a vessel was.</summary>
/// <param name="At">When. UTC.</param>
/// <param name="Says">How far off, its speed and its course.</param>
/// <param name="Url">Where its record is shown.</param>
public sealed record VesselSeen(Instant At, string Says, string Url);

/// <summary>Something odd about a vessel.</summary>
/// <param name="Says">In one sentence.</param>
/// <param name="Url">Where a record is shown that tells of it.</param>
public sealed record VesselOddRow(string Says, string Url);
