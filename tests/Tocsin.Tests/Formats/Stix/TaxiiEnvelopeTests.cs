using System.Text;
using System.Text.Json;
using NodaTime;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Stix;
using Xunit;

namespace Tocsin.Tests.Formats.Stix;

/// <summary>Envelopes, and the few words that a node puts into an object of another's.</summary>
public sealed class TaxiiEnvelopeTests
{
    [Fact]
    public void The_example_of_the_specification()
    {
        // TAXII 2.1 §5.4, the answer to a request for objects.
        const string Example = """
            {
              "more": true,
              "next": "123456789",
              "objects": [
                {
                  "type": "indicator",
                  "id": "indicator--252c7c11-daf2-42bd-843b-be65edca9f61",
                  "spec_version": "2.1"
                }
              ]
            }
            """;
        Assert.Equal(new TaxiiEnvelope(1, true, "123456789"), TaxiiEnvelope.Read(Encoding.UTF8.GetBytes(Example)).Value);
        Assert.Equal(new TaxiiEnvelope(0, false, null), TaxiiEnvelope.Read("{}"u8).Value);
        Assert.Equal(new TaxiiEnvelope(0, true, null), TaxiiEnvelope.Read("{\"more\":true,\"next\":\"\",\"x\":[{}]}"u8).Value);
    }

    [Theory]
    [InlineData("{}", """{"object_marking_refs":["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]}""")]
    [InlineData("""{"id":"a"}""", """{"id":"a","object_marking_refs":["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]}""")]
    [InlineData("""{"object_marking_refs":["x","marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",7],"n":1.0e3}""", """{"object_marking_refs":["x",7,"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"],"n":1.0e3}""")]
    [InlineData("""{"object_marking_refs":{"a":[]},"s":"\u0041é"}""", """{"object_marking_refs":["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"],"s":"\u0041é"}""")]
    [InlineData("""{"a":{"object_marking_refs":[]}}""", """{"a":{"object_marking_refs":[]},"object_marking_refs":["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]}""")]
    public void A_marking_is_put_in_and_all_other_bytes_stay(string json, string marked) => Assert.Equal(marked, StixMarking.Mark(json, TrafficLight.Red));

    [Fact]
    public void A_revoked_version_says_so_and_when()
    {
        var revoked = JsonDocument.Parse(StixMarking.Revoke("""{"id":"a","modified":"2016-04-06T20:03:48.000Z","name":"é"}""", Instant.FromUtc(2016, 4, 6, 20, 3, 49))).RootElement;
        Assert.Equal(("2016-04-06T20:03:49.000Z", true, "é"), (revoked.GetProperty("modified").GetString(), revoked.GetProperty("revoked").GetBoolean(), revoked.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("""{"id":"a","x":{"modified":"2020-01-01T00:00:00Z"},"created":"2016-04-06T20:03:48.000Z"}""", "a", "2016-04-06T20:03:48Z")]
    [InlineData("""{"modified":"2016-04-06T20:03:48.000Z","id":"a","created":"2015-01-01T00:00:00.000Z"}""", "a", "2016-04-06T20:03:48Z")]
    [InlineData("""{"id":"a","modified":7}""", "a", "1970-01-01T00:00:00Z")]
    [InlineData("""[]""", null, "1970-01-01T00:00:00Z")]
    [InlineData("""{"id":"a",""", null, "1970-01-01T00:00:00Z")]
    public void What_tells_a_version_from_others_is_read(string json, string? id, string version)
    {
        var header = StixHeader.Read(json);
        Assert.Equal((id, version), (header.Id, header.Version.ToString()));
    }
}
