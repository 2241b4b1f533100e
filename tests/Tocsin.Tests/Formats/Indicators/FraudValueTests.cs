using Tocsin.Formats.Indicators;
using Xunit;

namespace Tocsin.Tests.Formats.Indicators;

/// <summary>Accounts, telephone numbers and wallets, by the examples of those who define them.</summary>
public sealed class FraudValueTests
{
    // SWIFT's IBAN registry: the example of each country.
    [Theory]
    [InlineData("GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819")]
    [InlineData("de89-3704-0044-0532-0130-00", "DE89370400440532013000")]
    [InlineData("FR1420041010050500013M02606", "FR1420041010050500013M02606")]
    [InlineData("MT84MALT011000012345MTLCAST001S", "MT84MALT011000012345MTLCAST001S")]
    [InlineData("NO9386011117947", "NO9386011117947")]
    [InlineData("SA0380000000608010167519", "SA0380000000608010167519")]
    [InlineData("KZ86125KZT5004100100", "KZ86125KZT5004100100")]
    [InlineData("AE070331234567890123456", "AE070331234567890123456")]
    public void An_IBAN_is_read(string written, string value) => Is(IndicatorType.Iban, written, value);

    [Theory]
    [InlineData("BIDVVNVX:1241 0001 234567", "BIDVVNVX:12410001234567")]
    [InlineData("bidvvnvxxxx:12410001234567", "BIDVVNVX:12410001234567")]
    [InlineData("BIDVVNVXHAN:124100", "BIDVVNVXHAN:124100")] // one digit longer than a port
    public void An_account_without_IBAN_is_its_bank_and_number(string written, string value) => Is(IndicatorType.Account, written, value);

    [Theory]
    [InlineData("intranet:8080")]      // no country has the code AN
    [InlineData("intranet:12410001234567")]
    [InlineData("fileserv:8443")]      // SE is Sweden
    [InlineData("fileserv:65535")]
    [InlineData("fileservers:8443")]
    [InlineData("workstation:3389")]   // 11 letters; ST is São Tomé
    [InlineData("DOCKHOSTLAN:22")]
    public void A_host_with_a_port_is_no_account(string written)
    {
        var read = IndicatorParse.Parse(written, "line 1");
        Assert.True(!read.IsRead || read.Value.Type != IndicatorType.Account, written);
    }

    // Numbers that are set aside for fiction (Ofcom, NANPA), and RFC 3966's own.
    [Theory]
    [InlineData("+44 20 7946 0018", "+442079460018")]
    [InlineData("+44 (0)20 7946 0018", "+442079460018")]
    [InlineData("+1 (201) 555-0123", "+12015550123")]
    [InlineData("tel:+1-201-555-0123", "+12015550123")]
    public void A_telephone_number_is_E164(string written, string value) => Is(IndicatorType.Phone, written, value);

    [Theory]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")]  // Bitcoin's first block
    [InlineData("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2")]  // Bitcoin wiki, "Address"
    [InlineData("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy")]
    [InlineData("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")]  // BIP-173
    [InlineData("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0")]  // BIP-350
    [InlineData("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")]  // Tron, a contract
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")]  // EIP-55
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359")]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xdbf03b407c01e7cd3cbea99509d93f8dddc8c6fb")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb")]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE7", "0x52908400098527886e0f7030069857d2e4169ee7")]
    [InlineData("0xde709f2102306220921060314715629080e2fb77", "0xde709f2102306220921060314715629080e2fb77")]
    [InlineData("XpESxaUmonkq8RaLLp46Brx2K39ggQe226", "XpESxaUmonkq8RaLLp46Brx2K39ggQe226")]  // Dash
    [InlineData("7gnwGHt17heGpG9Crfeh4KGpYNFugPhJdh", "7gnwGHt17heGpG9Crfeh4KGpYNFugPhJdh")]
    [InlineData("LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9", "LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9")]  // Litecoin
    [InlineData("44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A", "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A")]  // Monero, the project's own for gifts
    [InlineData("888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H", "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H")]
    [InlineData("4HZidtxRCvy8cW7NkPwKL7gEePpLvZ2LqSRKD2aKNgLJQNoAeDHmRpKe5fcXTe66RMELE3hWeYRhqPLJzXA7oz4VHRb3ueWCeiJ7KYo3dn", "4HZidtxRCvy8cW7NkPwKL7gEePpLvZ2LqSRKD2aKNgLJQNoAeDHmRpKe5fcXTe66RMELE3hWeYRhqPLJzXA7oz4VHRb3ueWCeiJ7KYo3dn")]
    public void A_wallet_is_read(string written, string value) => Is(IndicatorType.Wallet, written, value);

    [Theory]
    [InlineData("GB29 NWBK 6016 1331 9268 91", "check digits do not fit")]
    [InlineData("GB29 NWBK 6016 1331 9268 1", "an IBAN of GB has 22 characters")]
    [InlineData("+44 12", "7 to 15 digits")]
    [InlineData("+1234567890123456", "7 to 15 digits")]
    [InlineData("+0201 555 0123", "begins with 0")]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "checksum does not fit")]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "checksum does not fit")]  // BIP-173, invalid
    [InlineData("bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4", "has a character that none has")]  // BIP-350, invalid
    [InlineData("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", "checksum does not fit")]  // BIP-350: bech32 in place of bech32m
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7KV8F3T4", "not both")]
    [InlineData("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "letters' case")]
    [InlineData("44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3B", "checksum does not fit")]
    [InlineData("XpESxaUmonkq8RaLLp46Brx2K39ggQe227", "checksum does not fit")]
    public void What_does_not_check_is_refused(string written, string reason) =>
        Assert.Contains(reason, IndicatorParse.Parse(written, "line 1").Refusal.ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "BTC")]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "BTC")]
    [InlineData("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "BTC")]
    [InlineData("LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9", "LTC")]
    [InlineData("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TRX")]
    [InlineData("0xde709f2102306220921060314715629080e2fb77", "ETH")]
    [InlineData("XpESxaUmonkq8RaLLp46Brx2K39ggQe226", "DASH")]
    [InlineData("7gnwGHt17heGpG9Crfeh4KGpYNFugPhJdh", "DASH")]
    [InlineData("44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A", "XMR")]
    public void A_wallet_is_of_a_coin(string wallet, string coin) => Assert.Equal(coin, Wallet.CoinOf(wallet));

    static void Is(IndicatorType type, string written, string value)
    {
        var read = IndicatorParse.Parse(written, "line 1");
        Assert.True(read.IsRead, read.IsRead ? "" : read.Refusal.Reason);
        Assert.Equal((type, value), (read.Value.Type, read.Value.Value));
    }
}
