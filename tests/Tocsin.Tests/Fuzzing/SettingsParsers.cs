using System.Collections.Immutable;
using System.Text;
using Tocsin.Warn.Calls;
using Tocsin.Warn.Feeds;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Shift;
using Tocsin.Warn.Watching;

namespace Tocsin.Tests.Fuzzing;

/// <summary>What an operator writes: a wrong file is refused with its place, and brings no node down.</summary>
static class SettingsParsers
{
    const string Feeds = "version: 1\nfeeds:\n  - name: usgs\n    url: https://feeds.example/all_week.geojson\n    format: usgs\n    every: 5m\n  - name: inbox\n    folder: /srv/inbox\n";
    const string Channels = "version: 1\nlink: https://tocsin.example\nservers:\n  - name: post\n    host: mail.example\n    port: 587\n    tls: starttls\n    from: duty@example.org\nchannels:\n  - name: hook\n    kind: webhook\n    url: https://hook.example/\n    secret: 0123456789abcdef\n  - name: mail\n    kind: email\n    to: a@example.org\n    server: post\n";

    public static readonly ImmutableArray<Parser> All =
    [
        new("rules", Structure.Words, [RuleBook.DefaultText()], ["RulesReader.Read"], bytes => Reading.Of(Faults(RulesReader.Read(Text(bytes)) is RulesRead.Bad bad ? bad.Faults : null))),
        new("feeds", Structure.Words, [Feeds], ["FeedsReader.Read"], bytes => Reading.Of(Faults(FeedsReader.Read(Text(bytes)) is FeedsRead.Bad bad ? bad.Faults : null))),
        new("channels", Structure.Words, [Channels], ["ChannelsReader.Read"], bytes => Reading.Of(Faults(ChannelsReader.Read(Text(bytes)) is ChannelsRead.Bad bad ? bad.Faults : null))),
        new("roster", Structure.Words, ["samples/roster.yaml"], ["RosterReader.Read"], bytes => Reading.Of(Faults(RosterReader.Read(Text(bytes)) is RosterRead.Bad bad ? bad.Faults : null))),
        new("watch-shape", Structure.Json, ["{\"type\":\"Polygon\",\"coordinates\":[[[170,0],[-170,0],[-170,10],[170,10],[170,0]]]}"], ["WatchShapes.Read"], bytes => Reading.Of(WatchShapes.Read(new MemoryStream(bytes)))) { AllocatedPerByteMax = FormatParsers.Cutting },
        new("countries", Structure.Json, ["tests/Tocsin.Tests/Fixtures/world/countries.geojson"], ["Countries.Read"], bytes => Reading.Of(Countries.Read(new MemoryStream(bytes)))) { AllocatedPerByteMax = FormatParsers.Cutting },
        new("gazetteer", Structure.Rows, ["tests/Tocsin.Tests/Fixtures/world/places.tsv"], ["Gazetteer.Read"], bytes => Reading.Of(Gazetteer.Read(new StringReader(Text(bytes))), null)),
    ];

    static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    static bool Faults(ImmutableArray<RuleFault>? faults)
    {
        if (faults is not { } all) return true;
        if (all.IsEmpty || all.Any(fault => fault.Line < 1 || fault.ToString().Length < 5)) throw new UnreasonableException("a file is refused without a place or a reason");
        return false;
    }
}
