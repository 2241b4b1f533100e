using System.Text;
using Tocsin.Formats;
using Xunit;

namespace Tocsin.Tests.Formats;

/// <summary>What a reader makes of a text, for tests of single values.</summary>
static class Items
{
    public static Stream Bytes(string text) => new MemoryStream(Encoding.UTF8.GetBytes(text));

    public static List<Item<T>.Read> Read<T>(IEnumerable<Item<T>> items) => [.. items.OfType<Item<T>.Read>()];

    public static Item<T>.Read One<T>(IEnumerable<Item<T>> items) => Assert.IsType<Item<T>.Read>(Assert.Single(items));

    public static string Refused<T>(IEnumerable<Item<T>> items) => Assert.IsType<Item<T>.Refused>(Assert.Single(items)).Refusal.ToString();
}
