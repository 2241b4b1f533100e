using System.Security.Cryptography;
using System.Text;

namespace Tocsin.Formats.Indicators;

/// <summary>Addresses of cryptographic money whose checksum can be checked: Base58Check (Bitcoin and its kin, Tron, Dash), Bech32 and Bech32m
/// (BIP-173, BIP-350), Ethereum's (EIP-55) and Monero's.</summary>
public static class Wallet
{
    internal const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    const string Bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const uint Bech32Check = 1, Bech32mCheck = 0x2bc830a3;

    static readonly uint[] Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <summary>The usual sign of the money that an address is of.</summary>
    /// <param name="address">An address, normalised.</param>
    public static string CoinOf(string address) => address switch
    {
        ['0', 'x', ..] => "ETH",
        ['l', 't', 'c', ..] or ['L' or 'M', ..] => "LTC",
        ['D', ..] => "DOGE",
        ['T', ..] => "TRX",
        ['X' or '7', ..] => "DASH",
        ['4' or '8', ..] => "XMR",
        _ => "BTC",
    };

    /// <summary>The address, or why it is none; null where the text does not look like one.</summary>
    internal static Parsed<string>? Parse(string text)
    {
        if (text.Length == 42 && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && text.AsSpan(2).IndexOfAnyExcept("0123456789abcdefABCDEF") < 0) return Ethereum(text[2..]);
        if (text.Length is >= 14 and <= 74 && (text.StartsWith("bc1", StringComparison.OrdinalIgnoreCase) || text.StartsWith("ltc1", StringComparison.OrdinalIgnoreCase)) && text.All(char.IsAsciiLetterOrDigit)) return Segwit(text);
        if (Monero.IsLength(text.Length) && text.All(Base58.Contains)) return Monero.Check(text);
        return text.Length is >= 26 and <= 35 && text.All(Base58.Contains) && text.Any(char.IsAsciiDigit) ? Checked58(text) : null;
    }

    /// <summary>A version of one byte, 20 bytes, and four of a double SHA-256 over both. What bears no known version is nothing that this reads.</summary>
    static Parsed<string>? Checked58(string text)
    {
        Span<byte> bytes = stackalloc byte[25];
        foreach (var c in text)
        {
            var carry = Base58.IndexOf(c, StringComparison.Ordinal);
            for (var i = bytes.Length - 1; i >= 0; i--)
            {
                carry += bytes[i] * 58;
                (bytes[i], carry) = ((byte)carry, carry >> 8);
            }
            if (carry != 0) return null;
        }
        // Bitcoin's 1 and 3, Litecoin's L and M, Dogecoin's D, Tron's T, Dash's X and 7. Every leading zero byte is a 1.
        if (bytes[0] is not (0x00 or 0x05 or 0x1e or 0x30 or 0x32 or 0x41 or 0x4c or 0x10)) return null;
        if (bytes.IndexOfAnyExcept((byte)0) is var zeros && text.AsSpan().IndexOfAnyExcept('1') != zeros) return null;
        var check = SHA256.HashData(SHA256.HashData(bytes[..21]));
        return check.AsSpan(0, 4).SequenceEqual(bytes[21..]) ? new(text) : new(new Refusal("", "the wallet's checksum does not fit the rest"));
    }

    static Parsed<string> Segwit(string text)
    {
        if (text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiLetterUpper)) return Refuse("a wallet of this kind is in small letters or in capitals, not both");
        var lower = text.ToLowerInvariant();
        var split = lower.LastIndexOf('1');
        var (prefix, data) = (lower[..split], lower[(split + 1)..]);
        if (data.Length < 8 || data.Any(c => !Bech32.Contains(c, StringComparison.Ordinal))) return Refuse("the wallet's address has a character that none has");
        var sum = 1u;
        foreach (var c in prefix) sum = Next(sum, c >> 5);
        sum = Next(sum, 0);
        foreach (var c in prefix) sum = Next(sum, c & 31);
        foreach (var c in data) sum = Next(sum, Bech32.IndexOf(c, StringComparison.Ordinal));
        var version = Bech32.IndexOf(data[0], StringComparison.Ordinal);
        if (version > 16) return Refuse("the wallet's address is of a version that there is not");
        return sum == (version == 0 ? Bech32Check : Bech32mCheck) ? new(lower) : Refuse("the wallet's checksum does not fit the rest");
    }

    static uint Next(uint sum, int value)
    {
        var top = sum >> 25;
        sum = (sum & 0x1ffffff) << 5 ^ (uint)value;
        for (var i = 0; i < Generator.Length; i++)
            if ((top >> i & 1) != 0) sum ^= Generator[i];
        return sum;
    }

    /// <summary>In small or capital letters alone it bears no checksum; in both, the letters' case is one (EIP-55).</summary>
    static Parsed<string> Ethereum(string hex)
    {
        var lower = hex.ToLowerInvariant();
        if (hex.Any(char.IsAsciiLetterLower) && hex.Any(char.IsAsciiLetterUpper))
        {
            var hash = Convert.ToHexStringLower(Keccak.Hash256(Encoding.ASCII.GetBytes(lower)));
            for (var i = 0; i < hex.Length; i++)
                if (char.IsAsciiLetter(hex[i]) && char.IsAsciiLetterUpper(hex[i]) != hash[i] >= '8') return Refuse("the wallet's checksum, its letters' case, does not fit the rest");
        }
        return new("0x" + lower);
    }

    static Parsed<string> Refuse(string reason) => new(new Refusal("", reason));
}
