using Tocsin.Share.Logs;

namespace Tocsin.Warn.Following;

/// <summary>A circle in which this party writes, and into which a rule's warnings are to go.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Journal">This party's log there.</param>
/// <param name="Terms">What its charter demands.</param>
public sealed record PublishingCircle(string Name, Journal Journal, CircleTerms Terms);

/// <summary>Finds a circle by the name or the id that a rule gives, or says why nothing is published there.</summary>
/// <param name="named">The name or the id.</param>
public delegate Parsed<PublishingCircle> FindCircle(string named);
