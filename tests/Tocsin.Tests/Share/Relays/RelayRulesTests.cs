using NodaTime;
using Tocsin.Log;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Share.Relays;

/// <summary>Every row of what TLP, exercises, kinds and consent allow, as DESIGN section 4 and docs/circles.md have it.</summary>
public sealed class RelayRulesTests
{
    const string Never = "is never passed on", Laxer = "is laxer than", Consent = "only with its author's consent", Drill = "never enters a real circle", Person = "data on persons";

    [Theory]
    // marked, into a circle of, the author consents; nothing: it may.
    [InlineData(Tlp.Clear, Tlp.Clear, false, null)]
    [InlineData(Tlp.Clear, Tlp.Green, false, null)]
    [InlineData(Tlp.Clear, Tlp.Amber, false, null)]
    [InlineData(Tlp.Clear, Tlp.AmberStrict, false, null)]
    [InlineData(Tlp.Clear, Tlp.Red, false, null)]
    [InlineData(Tlp.Green, Tlp.Clear, false, Laxer)]
    [InlineData(Tlp.Green, Tlp.Clear, true, Laxer)]
    [InlineData(Tlp.Green, Tlp.Green, false, null)]
    [InlineData(Tlp.Green, Tlp.Amber, false, null)]
    [InlineData(Tlp.Green, Tlp.AmberStrict, false, null)]
    [InlineData(Tlp.Green, Tlp.Red, false, null)]
    [InlineData(Tlp.Amber, Tlp.Clear, true, Laxer)]
    [InlineData(Tlp.Amber, Tlp.Green, true, Laxer)]
    [InlineData(Tlp.Amber, Tlp.Amber, false, Consent)]
    [InlineData(Tlp.Amber, Tlp.Amber, true, null)]
    [InlineData(Tlp.Amber, Tlp.AmberStrict, false, Consent)]
    [InlineData(Tlp.Amber, Tlp.AmberStrict, true, null)]
    [InlineData(Tlp.Amber, Tlp.Red, false, Consent)]
    [InlineData(Tlp.Amber, Tlp.Red, true, null)]
    [InlineData(Tlp.AmberStrict, Tlp.Amber, true, Never)]
    [InlineData(Tlp.AmberStrict, Tlp.AmberStrict, true, Never)]
    [InlineData(Tlp.AmberStrict, Tlp.Red, true, Never)]
    [InlineData(Tlp.Red, Tlp.Clear, true, Never)]
    [InlineData(Tlp.Red, Tlp.Red, true, Never)]
    public void By_marking(Tlp marked, Tlp circle, bool consented, string? objection) => Is(objection, Of(marked), circle, isExercise: false, [Group.What], consented ? new ConsentFacts("c") : null);

    [Theory]
    [InlineData(false, false, null)]
    [InlineData(false, true, null)]
    [InlineData(true, true, null)]
    [InlineData(true, false, Drill)]
    public void By_exercise(bool original, bool circle, string? objection) => Is(objection, Of(Tlp.Green) with { Exercise = original }, Tlp.Green, circle, [Group.What], null);

    [Theory]
    [InlineData(Tlp.Clear, null, Person)]
    [InlineData(Tlp.Green, false, Person)]
    [InlineData(Tlp.Green, true, null)]
    [InlineData(Tlp.Amber, false, Person)]
    [InlineData(Tlp.Amber, true, null)]
    public void By_persons(Tlp marked, bool? consent, string? objection) =>
        Is(objection, Of(marked), Tlp.Amber, isExercise: false, [Group.What, Group.Personal], consent is { } personal ? new ConsentFacts("c") { Personal = personal } : null);

    [Fact]
    public void By_kind()
    {
        foreach (var kind in Kind.Known)
            Assert.Equal(RelayRules.Kinds.Contains(kind), RelayRules.Objection(Of(Tlp.Clear) with { Kind = kind }, Tlp.Red, isExercise: true, [Group.What], new ConsentFacts("c") { Personal = true }) is null);
        Assert.DoesNotContain(Kind.Relay, RelayRules.Kinds);
        Assert.DoesNotContain(Kind.Consent, RelayRules.Kinds);
    }

    [Theory]
    [InlineData("what", "a drill or a cancellation could pass for an alarm")]
    [InlineData("relay", "is no group")]
    [InlineData("nothing", "is no group")]
    public void Some_groups_are_never_left_out(string group, string why) => Assert.Contains(why, RelayRules.Unleavable([Group.Text, group]), StringComparison.Ordinal);

    static void Is(string? expected, Leaf leaf, Tlp circle, bool isExercise, string[] groups, ConsentFacts? consent)
    {
        var objection = RelayRules.Objection(leaf, circle, isExercise, groups, consent);
        if (expected is null) Assert.Null(objection);
        else Assert.Contains(expected, objection, StringComparison.Ordinal);
    }

    static Leaf Of(Tlp marking) => new(new Origin(Hash.Of([1]), Hash.Of([2]), 1), Kind.Observation, Guid.Empty, 1, Instant.FromUnixTimeSeconds(0), marking, false, [], [], null);
}
