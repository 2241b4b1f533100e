using Tocsin.Share;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Tests.Warn;
using Xunit;

namespace Tocsin.Tests.Share;

/// <summary>Who calls an indicator a false positive, in its circle.</summary>
public sealed class FalsePositivesTests
{
    static readonly string Value = "evil.example";

    static Draft Met(int number, bool isFalse) => new()
    {
        Kind = Kind.Sighting, What = new SightingFacts { Type = "domain", Value = Value, At = WarnNode.Noon },
        Source = new Source
        {
            Publisher = isFalse ? "Sample Telecom" : "Others", Key = new SourceKey("misp", "s", [$"{number}"], null),
            Words = isFalse ? new Dictionary<string, string> { [MispDoor.SightingWord] = MispDoor.FalsePositiveWord } : null,
        },
    };

    /// <summary>Hundreds of newer sightings in another circle hide none; a thousand do, by the limit of the index.</summary>
    [Theory]
    [InlineData(ValueIndex.HoldersMax - 1, 1)]
    [InlineData(ValueIndex.HoldersMax, 0)]
    public async Task Newer_sightings_in_other_circles_hide_nothing_up_to_the_limit(int others, int found)
    {
        await using var node = await WarnNode.Open("");
        var indicator = await node.Append(new Draft { Kind = Kind.Indicator, What = new IndicatorFacts { Type = "domain", Value = Value, Category = Category.Infra } });
        await node.Append(Met(0, isFalse: true));
        var circle = await node.Other(circle: 7, party: 7);
        await circle.Append([.. Enumerable.Range(1, others).Select(number => Met(number, isFalse: true))], WarnNode.Stop);
        await node.Step(new IndexFollower(node.Records));
        var record = (await node.Records.Read(indicator.Address, WarnNode.Stop))!.Read().Value;
        Assert.Equal(found, (await new ListFalsePositives(node.Views, node.Records).Handle(record, WarnNode.Stop)).Count);
    }
}
