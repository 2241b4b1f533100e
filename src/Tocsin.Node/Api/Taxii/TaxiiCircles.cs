using System.Text.RegularExpressions;
using Tocsin.Node.Api.Records;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Running;
using Tocsin.Share.Records;

namespace Tocsin.Node.Api.Taxii;

/// <summary>Collections: one for each circle that a program may read.</summary>
static partial class TaxiiCircles
{
    /// <summary>The collection of a circle: a UUID of version 4 by its form, made of the circle's id, so that it is the same at every node.</summary>
    public static Guid IdOf(Hash circle)
    {
        Span<byte> id = stackalloc byte[16];
        circle.AsSpan()[..16].CopyTo(id);
        return Chance.Version4(id);
    }

    /// <summary>The collections that a program may read.</summary>
    public static IReadOnlyList<TaxiiCollection> All(ApiCaller caller, TocsinNode node)
    {
        var circles = caller.Circles(node);
        return [.. circles.Select(circle => Describe(circle, caller, node, circles))];
    }

    /// <summary>The circle behind a collection's id or alias, if the program may read it.</summary>
    public static Hash? Find(string named, ApiCaller caller, TocsinNode node)
    {
        var circles = caller.Circles(node);
        foreach (var circle in circles)
            if (Guid.TryParseExact(named, "D", out var id) && id == IdOf(circle) || named == AliasOf(circle, node, circles)) return circle;
        return null;
    }

    /// <summary>One collection.</summary>
    public static TaxiiCollection Describe(Hash circle, ApiCaller caller, TocsinNode node, ImmutableArray<Hash> circles) => new(
        IdOf(circle).ToString(), TitleOf(NameOf(circle, node), node.CollectionCircles.IsExercise(circle)), node.TermsOf(circle) is { } terms ? $"What the members of this circle share, marked TLP:{terms.Marking.Name()} or more strictly." : null, AliasOf(circle, node, circles),
        CanRead: true, CanWrite: caller.MayWrite(circle) && ImportApi.JournalOf(node, circle) is not null, [TaxiiMedia.Stix]);

    /// <summary>A circle that is an exercise says so before all else.</summary>
    public static string TitleOf(string name, bool isExercise) => isExercise ? $"EXERCISE: {name}" : name;

    static string NameOf(Hash circle, TocsinNode node) => circle == node.Log.Circle ? TocsinNode.PrivateName : node.Names.OfCircle(circle) ?? circle.ToBase64Url();

    /// <summary>The circle's name, where it can stand in an address and no other circle bears it.</summary>
    static string? AliasOf(Hash circle, TocsinNode node, ImmutableArray<Hash> circles) =>
        NameOf(circle, node) is var name && Plain().IsMatch(name) && !Guid.TryParseExact(name, "D", out _) && circles.Count(other => NameOf(other, node) == name) == 1 ? name : null;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$")]
    private static partial Regex Plain();
}
