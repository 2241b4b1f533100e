using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Formats;
using Tocsin.Formats.Cap;
using Tocsin.Formats.Cap.Signatures;
using Xunit;

namespace Tocsin.Tests.Formats.Cap.Signatures;

/// <summary>Verdicts on signatures that xmlsec1 made.</summary>
public sealed class CapSignatureTests
{
    const string Met = "'Example Met Office' (certificate ";

    [Theory]
    [InlineData("rsa-sha256.xml", "", "valid, by " + Met, "not pinned")]
    [InlineData("rsa-sha256.xml", "met.pem", "valid, by " + Met, ", pinned")]
    [InlineData("rsa-sha256.xml", "sea.pem", "valid, by " + Met, "not pinned")]
    [InlineData("rsa-sha512.xml", "met.pem", "valid, by " + Met, ", pinned")] // '#whole' is the alert's own Id
    [InlineData("ecdsa-sha256.xml", "", "valid, by 'Example Sea Watch' (certificate ", "not pinned")]
    [InlineData("ecdsa-sha256.xml", "sea.pem", "valid, by 'Example Sea Watch' (certificate ", ", pinned")]
    [InlineData("rsa-sha1.xml", "met.pem", "not to be trusted, though it fits: it is made with SHA-1", "pinned)")]
    [InlineData("short-key.xml", "", "its RSA key has 1024 bits, and 2048 are the least", "'Short Key'")]
    [InlineData("short-key.xml", "weak.pem", "its RSA key has 1024 bits, and 2048 are the least", ", pinned)")]
    [InlineData("issued.xml", "", "valid, by 'Issued Office'", "not pinned")]
    [InlineData("issued.xml", "authority.pem", "valid, by 'Issued Office'", ", pinned")]
    [InlineData("issued.xml", "met.pem", "valid, by 'Issued Office'", "not pinned")]
    [InlineData("ended.xml", "ended.pem", "its certificate ended on 2011-01-01, before the alert was sent", ", pinned)")]
    [InlineData("bare-key.xml", "", "valid, by a key without a certificate (", "not pinned")]
    [InlineData("bare-key.xml", "met.pem", "valid, by " + Met, ", pinned")]
    [InlineData("no-key.xml", "", "not judged: no key or certificate", "none is pinned")]
    [InlineData("no-key.xml", "met.pem", "valid, by " + Met, ", pinned")]
    [InlineData("no-key.xml", "sea.pem", "not judged: no key or certificate", "none of the pinned ones made it")]
    [InlineData("elsewhere.xml", "met.pem", "not judged: it covers '#inside', and not this alert as a whole", "")]
    [InlineData("hmac.xml", "met.pem", "not judged: it is made with a shared secret (HMAC)", "")]
    public void A_signature_is_worth(string file, string pins, string verdict, string and)
    {
        var said = Signed.Verdict(Signed.Text(file), pins).ToString()!;
        Assert.Contains(verdict, said, StringComparison.Ordinal);
        Assert.Contains(and, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_signatures_one_covers_the_other_or_both_the_alert_alone()
    {
        var both = Signed.Alert(Signed.Text("twice.xml"), "met.pem").Signatures;
        Assert.Equal([true, false], both.Select(each => Assert.IsType<CapSignature.Fits>(each).IsPinned));
        using var key = RSA.Create(2048);
        var sides = Signed.Alert(Signed.Sign(Samples.Cap, key, times: 2)).Signatures;
        Assert.All(sides, each => Assert.IsType<CapSignature.Fits>(each));
    }

    [Theory]
    [InlineData("signed-1", "signed-2")]
    [InlineData("met@example.org", "met@example.com")]
    [InlineData("13:12:00+07:00", "13:12:01+07:00")]
    [InlineData("13:12:00+07:00</sent>", "13:12:00+07:00 </sent>")] // white space that reading leaves out
    [InlineData("Severe", "Minor")]
    [InlineData("<category>Met</category>", "<category>Met</category><category>Fire</category>")]
    [InlineData("21.5,107.25 30", "21.5,107.25 300")]
    [InlineData("<circle>", "<polygon>1,1 1,2 2,2 1,1</polygon><circle>")]
    [InlineData("Id=\"inside\"", "Id=\"other\"")]
    [InlineData("<area>", "<x:note xmlns:x=\"urn:x\">a</x:note><area>")]
    [InlineData("<alert ", "<?go on?><alert ")]
    public void Whatever_was_changed_is_found(string was, string now)
    {
        foreach (var file in (string[])["rsa-sha256.xml", "ecdsa-sha256.xml"])
        {
            var changed = Signed.Text(file).Replace(was, now, StringComparison.Ordinal);
            Assert.Equal("broken: the alert was changed after it was signed", Signed.Verdict(changed, "met.pem").ToString());
        }
    }

    [Fact]
    public void A_signature_over_other_words_is_broken_too()
    {
        var other = Signed.Text("rsa-sha256.xml").Replace("REC-xml-c14n-20010315", "REC-xml-c14n-20010315#WithComments", StringComparison.Ordinal);
        Assert.Equal("broken: it was not made with the key that stands beside it", Signed.Verdict(other).ToString());
        var value = new Regex("<SignatureValue>..").Replace(Signed.Text("rsa-sha256.xml"), "<SignatureValue>AA", 1);
        Assert.Equal("broken: it was not made with the key that stands beside it", Signed.Verdict(value, "sea.pem").ToString());
    }

    [Fact]
    public void What_does_not_count_may_change()
    {
        var text = Signed.Text("rsa-sha256.xml");
        foreach (var same in (string[])
        [
            text.Replace("<!-- not signed -->", "<!-- other --><!-- words -->", StringComparison.Ordinal),
            text.Replace("<event>Bão", "<event>B<!-- cut -->ão", StringComparison.Ordinal),
            text.Replace("<![CDATA[số]]>", "số", StringComparison.Ordinal),
            text.Replace("\n", "\r\n", StringComparison.Ordinal),
            text.Replace("ã", "&#xE3;", StringComparison.Ordinal),
            text.Replace("<info Id=\"inside\">", "<info  Id = 'inside' >", StringComparison.Ordinal),
            text.Replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "", StringComparison.Ordinal),
        ])
        {
            var alert = Signed.Alert(same, "met.pem");
            Assert.True(Assert.IsType<CapSignature.Fits>(Assert.Single(alert.Signatures)).IsTrusted, same);
            Assert.Equal(("Bão", "Bão số 7 & mưa"), (alert.Infos[0].Event, alert.Infos[0].Headline));
        }
        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            var bytes = (byte[])[.. encoding.GetPreamble(), .. encoding.GetBytes(text.Replace("UTF-8", "UTF-16", StringComparison.Ordinal))];
            var read = Assert.IsType<Item<CapAlert>.Read>(Assert.Single(Signed.Read(bytes, Signed.Pins("met.pem"))));
            Assert.True(((CapSignature.Fits)Assert.Single(read.Value.Signatures)).IsTrusted);
        }
    }

    [Fact]
    public void An_alert_in_a_feed_was_signed_as_a_document_of_its_own()
    {
        var alert = Signed.Text("rsa-sha256.xml").Split('\n', 2)[1];
        var feed = $"<feed xmlns='http://www.w3.org/2005/Atom' xmlns:g='http://www.georss.org/georss' xml:lang='vi'><entry><content>{Plain("no-1")}</content></entry><entry><content>{alert}</content></entry><entry><content>{alert.Replace("Severe", "Minor", StringComparison.Ordinal)}</content></entry></feed>";
        var read = Signed.Read(Encoding.UTF8.GetBytes(feed), Signed.Pins("met.pem")).Cast<Item<CapAlert>.Read>().Select(item => item.Value.Signatures).ToList();
        Assert.Equal(3, read.Count);
        Assert.Empty(read[0]);
        Assert.True(((CapSignature.Fits)Assert.Single(read[1])).IsTrusted);
        Assert.IsType<CapSignature.Broken>(Assert.Single(read[2]));
    }

    [Fact]
    public void The_verdict_is_a_note_and_never_costs_the_alert()
    {
        var item = Assert.IsType<Item<CapAlert>.Read>(Assert.Single(Signed.Read(Encoding.UTF8.GetBytes(Signed.Text("rsa-sha256.xml").Replace("Severe", "Minor", StringComparison.Ordinal)), CapPins.None)));
        Assert.Equal(new Repair("alert/Signature", "the signature is broken: the alert was changed after it was signed"), Assert.Single(item.Repairs));
        var cut = Signed.Text("rsa-sha256.xml").Replace("</alert>", "", StringComparison.Ordinal);
        Assert.Contains("not well-formed", Assert.IsType<Item<CapAlert>.Refused>(Assert.Single(Signed.Read(Encoding.UTF8.GetBytes(cut), CapPins.None))).Refusal.Reason, StringComparison.Ordinal);
        var behind = Signed.Read(Encoding.UTF8.GetBytes(Signed.Text("rsa-sha256.xml") + "<more>"), Signed.Pins("met.pem"));
        Assert.StartsWith("not judged: the XML breaks off behind the alert", Assert.Single(Assert.IsType<Item<CapAlert>.Read>(behind[0]).Value.Signatures).ToString(), StringComparison.Ordinal);
        Assert.Contains("not well-formed", Assert.IsType<Item<CapAlert>.Refused>(behind[1]).Refusal.Reason, StringComparison.Ordinal);
        Assert.Empty(Signed.Alert(Samples.Cap).Signatures);
    }

    [Fact]
    public void Pins_are_certificates_and_not_too_many()
    {
        using var key = RSA.Create(2048);
        var one = Signed.Certificate(key, "CN=One");
        Assert.Contains("there is no certificate in it", CapPins.Read(key.ExportPkcs8PrivateKeyPem()).Refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("does not read", CapPins.Read("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----").Refusal.Reason, StringComparison.Ordinal);
        Assert.True(CapPins.Read(string.Concat(Enumerable.Repeat(one + "\n", FormatLimits.SignaturePinsMax))).IsRead);
        Assert.Contains("more than 100", CapPins.Read(string.Concat(Enumerable.Repeat(one + "\n", FormatLimits.SignaturePinsMax + 1))).Refusal.Reason, StringComparison.Ordinal);
    }

    internal static string Plain(string id) =>
        $"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>{id}</identifier><sender>a@example.org</sender><sent>2026-03-05T13:12:00+07:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope></alert>";
}
