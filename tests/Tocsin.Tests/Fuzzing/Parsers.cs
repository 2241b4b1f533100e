using System.Collections.Immutable;

namespace Tocsin.Tests.Fuzzing;

/// <summary>Every parser of what others send: one table, held to the code by <c>Conventions/FuzzedParsersTests</c>.</summary>
static class Parsers
{
    public static readonly ImmutableArray<Parser> All = [.. FormatParsers.All, .. DoorParsers.All, .. ShareParsers.All, .. LogParsers.All, .. SettingsParsers.All];
}
