using System.Globalization;
using System.Text;
using NodaTime;

namespace Tocsin.Tests.Formats.Ais;

/// <summary>Writes AIS as a receiver passes it on, by ITU-R M.1371-5, annex 8: what the tests say, the reader has to understand.</summary>
static class AisSentences
{
    /// <summary>A position of a ship (type 1).</summary>
    public static string Position(string mmsi, Instant at, double longitude, double latitude, double? knots = 12, double? course = 90, int status = 0) => Lines(at, new Bits()
        .Add(1, 6).Add(0, 2).Add(long.Parse(mmsi, CultureInfo.InvariantCulture), 30).Add(status, 4).Add(128, 8).Add(knots is { } speed ? (long)Math.Round(10 * speed) : 1023, 10).Add(1, 1)
        .Add((long)Math.Round(600_000 * longitude), 28).Add((long)Math.Round(600_000 * latitude), 27).Add(course is { } degrees ? (long)Math.Round(10 * degrees) : 3600, 12).Add(511, 9)
        .Add(at.InUtc().Second, 6).Add(0, 2 + 3 + 1 + 19));

    /// <summary>What a ship says of itself (type 5, two sentences).</summary>
    public static string Voyage(string mmsi, Instant at, string name, string callSign, int shipType, string destination, (int Month, int Day, int Hour, int Minute) arrival, int lengthMetres = 120, double draughtMetres = 7.5) => Lines(at, new Bits()
        .Add(5, 6).Add(0, 2).Add(long.Parse(mmsi, CultureInfo.InvariantCulture), 30).Add(0, 2).Add(0, 30).Add(callSign, 7).Add(name, 20).Add(shipType, 8)
        .Add(lengthMetres / 2, 9).Add(lengthMetres - lengthMetres / 2, 9).Add(8, 6).Add(8, 6).Add(1, 4)
        .Add(arrival.Month, 4).Add(arrival.Day, 5).Add(arrival.Hour, 5).Add(arrival.Minute, 6).Add((long)Math.Round(10 * draughtMetres), 8).Add(destination, 20).Add(0, 2));

    /// <summary>The two halves of what a small vessel says of itself (type 24).</summary>
    public static string Small(string mmsi, Instant at, string name, string callSign, int shipType) =>
        Lines(at, new Bits().Add(24, 6).Add(0, 2).Add(long.Parse(mmsi, CultureInfo.InvariantCulture), 30).Add(0, 2).Add(name, 20).Add(0, 8)) +
        Lines(at, new Bits().Add(24, 6).Add(0, 2).Add(long.Parse(mmsi, CultureInfo.InvariantCulture), 30).Add(1, 2).Add(shipType, 8).Add("", 7).Add(callSign, 7).Add(0, 30).Add(0, 6));

    static string Lines(Instant at, Bits bits)
    {
        var tag = $"s:test,c:{at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";
        var (payload, fill) = bits.Armoured();
        var parts = payload.Chunk(56).Select(part => new string(part)).ToList();
        return string.Concat(parts.Select((part, i) =>
        {
            var sentence = $"AIVDM,{parts.Count},{i + 1},{(parts.Count > 1 ? "7" : "")},A,{part},{(i == parts.Count - 1 ? fill : 0)}";
            return $"\\{tag}*{Sum(tag)}\\!{sentence}*{Sum(sentence)}\n";
        }));
    }

    static string Sum(string text) => text.Aggregate(0, (all, letter) => all ^ letter).ToString("X2", CultureInfo.InvariantCulture);

    sealed class Bits
    {
        readonly List<bool> bits = [];

        public Bits Add(long number, int width)
        {
            for (var bit = width - 1; bit >= 0; bit--) bits.Add((number >> bit & 1) == 1);
            return this;
        }

        public Bits Add(string text, int characters)
        {
            foreach (var letter in text.PadRight(characters, '@')) Add(letter >= 64 ? letter - 64 : letter, 6);
            return this;
        }

        public (string Payload, int Fill) Armoured()
        {
            var fill = (6 - bits.Count % 6) % 6;
            bits.AddRange(new bool[fill]);
            var payload = new StringBuilder();
            foreach (var six in bits.Chunk(6).Select(chunk => chunk.Aggregate(0, (all, bit) => all << 1 | (bit ? 1 : 0)))) payload.Append((char)(six < 40 ? six + 48 : six + 56));
            return (payload.ToString(), fill);
        }
    }
}
