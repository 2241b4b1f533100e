using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using Tocsin.Formats;
using Tocsin.Formats.Cap.Signatures;
using Xunit;

namespace Tocsin.Tests.Formats.Cap.Signatures;

/// <summary>Signatures that were made, or moved, to be believed for what they do not say.</summary>
public sealed class HostileSignatureTests
{
    const string Space = "http://www.w3.org/2000/09/xmldsig#";

    static readonly string Genuine = Signed.Text("rsa-sha512.xml").Split('\n', 2)[1]; // its reference is '#whole'

    static string SignatureOf(string alert)
    {
        var start = alert.IndexOf("<Signature", StringComparison.Ordinal);
        return alert[start..(alert.LastIndexOf("</Signature>", StringComparison.Ordinal) + "</Signature>".Length)];
    }

    static string Forged(string id, string inside) => CapSignatureTests.Plain("forged").Replace("<alert ", $"<alert {id} ", StringComparison.Ordinal).Replace("</alert>", inside + "</alert>", StringComparison.Ordinal);

    [Fact]
    public void A_signed_alert_within_another_signs_nothing_of_the_other()
    {
        const string Info = "<info><category>Met</category><event>Flood</event><urgency>Past</urgency><severity>Minor</severity><certainty>Observed</certainty>{0}</info>";
        foreach (var inside in (string[])[Genuine, .. ((string[])[Info, "<parameter>{0}</parameter>", "<Object xmlns='" + Space + "'>{0}</Object>"]).Select(place => string.Format(null, place, SignatureOf(Genuine)))])
        {
            var alert = Signed.Alert(Forged("", inside), "met.pem");
            Assert.Equal(("forged", 0), (alert.Identifier, alert.Signatures.Length));
        }
    }

    [Theory]
    [InlineData("", "not judged: it covers '#whole', and not this alert as a whole")]
    [InlineData("Id='whole'", "broken: the alert was changed after it was signed")]
    [InlineData("id='whole'", "broken: the alert was changed after it was signed")]
    public void A_signature_that_was_moved_to_another_alert_does_not_go_by_what_it_was_made_for(string id, string verdict)
    {
        var within = Forged(id, $"<incidents>{Genuine.Replace(SignatureOf(Genuine), "", StringComparison.Ordinal)}</incidents>{SignatureOf(Genuine)}");
        Assert.Equal(verdict, Signed.Verdict(within, "met.pem").ToString());
        var inObject = Forged(id, SignatureOf(Genuine).Replace("</Signature>", $"<Object>{Genuine}</Object></Signature>", StringComparison.Ordinal));
        Assert.Equal(verdict, Signed.Verdict(inObject, "met.pem").ToString());
    }

    [Theory]
    [InlineData("<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"><x:stylesheet xmlns:x=\"http://www.w3.org/1999/XSL/Transform\"/></Transform>", "it asks for 'http://www.w3.org/TR/1999/REC-xslt-19991116', which is not performed")]
    [InlineData("<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><XPath>not(ancestor-or-self::info)</XPath></Transform>", "REC-xpath-19991116', which is not performed")]
    [InlineData("<Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#base64\"/>", "#base64', which is not performed")]
    [InlineData("<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/><Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>", "more than two transforms")]
    public void Transforms_that_could_hide_something_are_not_performed(string transform, string reason)
    {
        var text = Signed.Text("rsa-sha256.xml").Replace("</Transforms>", transform + "</Transforms>", StringComparison.Ordinal);
        Assert.Contains(reason, Assert.IsType<CapSignature.NotJudged>(Signed.Verdict(text, "met.pem")).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<Reference URI=\"\">", "<Reference URI=\"https://example.org/alert.xml\">", "it covers 'https://example.org/alert.xml'")]
    [InlineData("<Reference URI=\"\">", "<Reference URI=\"file:///etc/passwd\">", "it covers 'file:///etc/passwd'")]
    [InlineData("<Reference URI=\"\">", "<Reference URI=\"#xpointer(/)\">", "it covers '#xpointer(/)'")]
    [InlineData("<Reference URI=\"\">", "<Reference>", "it covers ''")]
    [InlineData("<Reference URI=\"\">", "<Reference URI=\"\"/><Reference URI=\"\">", "it refers to 2 things")]
    [InlineData("http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/2001/10/xml-exc-c14n#", "xml-exc-c14n#', which is not performed")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "it is made in a way that is not read")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2000/09/xmldsig#hmac-sha1", "shared secret (HMAC)")]
    [InlineData("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#md5", "#md5', which is not performed")]
    [InlineData("<DigestValue>", "<DigestValue>!", "its digest is not base64")]
    [InlineData("<SignatureValue>", "<SignatureValue>!", "its value is not base64")]
    [InlineData("<SignatureValue>", "<Object/><SignatureValue>", "does not begin with a SignedInfo")]
    [InlineData("<KeyInfo>", "<Manifest/><KeyInfo>", "an element 'Manifest'")]
    public void Other_forms_are_named_and_not_judged(string was, string now, string reason) =>
        Assert.Contains(reason, Assert.IsType<CapSignature.NotJudged>(Signed.Verdict(Signed.Text("rsa-sha256.xml").Replace(was, now, StringComparison.Ordinal), "met.pem")).Why, StringComparison.Ordinal);

    [Fact]
    public void A_certificate_that_only_bears_the_name_is_not_the_one_that_is_pinned()
    {
        using var key = RSA.Create(2048);
        var pinned = X509Certificate2.CreateFromPem(Signed.Text("met.pem"));
        var same = X509Certificate2.CreateFromPem(Signed.Certificate(key, pinned.Subject));
        // With its own certificate, and with the real one pasted beside a signature that the other key made.
        var own = Signed.Verdict(Signed.Sign(Samples.Cap, key, and: signer => signer.KeyInfo = Info(same)), "met.pem");
        Assert.False(Assert.IsType<CapSignature.Fits>(own).IsPinned);
        Assert.IsType<CapSignature.Broken>(Signed.Verdict(Signed.Sign(Samples.Cap, key, and: signer => signer.KeyInfo = Info(pinned)), "met.pem"));
        Assert.False(Assert.IsType<CapSignature.Fits>(Signed.Verdict(Signed.Sign(Samples.Cap, key, and: signer => signer.KeyInfo = Info(same, pinned)), "met.pem")).IsPinned);
    }

    static KeyInfo Info(params X509Certificate2[] certificates)
    {
        var (info, data) = (new KeyInfo(), new KeyInfoX509Data());
        foreach (var certificate in certificates) data.AddCertificate(certificate);
        info.AddClause(data);
        return info;
    }

    [Theory]
    [InlineData(FormatLimits.SignatureCertificatesMax, true)]
    [InlineData(FormatLimits.SignatureCertificatesMax + 1, false)]
    public void Its_certificate_stands_among_so_many(int count, bool fits)
    {
        using var key = RSA.Create(2048);
        var (others, own) = (X509Certificate2.CreateFromPem(Signed.Text("met.pem")), X509Certificate2.CreateFromPem(Signed.Certificate(key, "CN=One")));
        var verdict = Signed.Verdict(Signed.Sign(Samples.Cap, key, and: signer => signer.KeyInfo = Info([.. Enumerable.Repeat(others, count - 1), own])));
        Assert.Equal(fits, verdict is CapSignature.Fits);
    }

    [Theory]
    [InlineData(FormatLimits.SignatureRsaBitsMax, "broken: it was not made with the key that stands beside it")]
    [InlineData(FormatLimits.SignatureRsaBitsMax + 8, "not judged: no key or certificate that can be read stands beside it, and none is pinned")]
    public void A_key_may_be_so_long(int bits, string verdict)
    {
        var modulus = (byte[])[0, .. Enumerable.Repeat((byte)0xFF, bits / 8)];
        var text = Signed.Text("bare-key.xml");
        var (start, end) = (text.IndexOf("<Modulus>", StringComparison.Ordinal) + "<Modulus>".Length, text.IndexOf("</Modulus>", StringComparison.Ordinal));
        Assert.Equal(verdict, Signed.Verdict(text[..start] + Convert.ToBase64String(modulus) + text[end..]).ToString());
    }

    [Theory]
    [InlineData(FormatLimits.SignaturesMax, FormatLimits.SignaturesMax)]
    [InlineData(FormatLimits.SignaturesMax + 1, 1)]
    public void So_many_signatures_and_no_more(int count, int verdicts)
    {
        using var key = RSA.Create(2048);
        var said = Signed.Alert(Signed.Sign(Samples.Cap, key, times: count)).Signatures;
        Assert.Equal(verdicts, said.Length);
        if (verdicts == count) Assert.All(said, each => Assert.IsType<CapSignature.Fits>(each));
        else Assert.Equal("not judged: there are 5 signatures: at most 4 are judged", said[0].ToString());
    }

    [Theory]
    [InlineData(FormatLimits.SignaturePartCharsMax, "broken: it was not made")]
    [InlineData(FormatLimits.SignaturePartCharsMax + 4, "not judged: its value is not base64")]
    public void A_value_may_be_so_long(int chars, string verdict)
    {
        var text = Signed.Text("bare-key.xml");
        var start = text.IndexOf("<SignatureValue>", StringComparison.Ordinal) + "<SignatureValue>".Length;
        var longer = text[..start] + new string('A', chars) + text[text.IndexOf("</SignatureValue>", StringComparison.Ordinal)..];
        Assert.StartsWith(verdict, Signed.Verdict(longer).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_alert_takes_memory_in_proportion()
    {
        using var key = RSA.Create(2048);
        long Allocated(int parameters)
        {
            var large = Signed.Sign(Samples.Cap.Replace("<parameter>", string.Concat(Enumerable.Repeat("<parameter><valueName>a</valueName><value>b</value></parameter>", parameters)) + "<parameter>", StringComparison.Ordinal), key);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.IsType<CapSignature.Fits>(Signed.Verdict(large));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Allocated(1_000);       // What is made once.
        Assert.InRange((double)Allocated(10_000) / Allocated(1_000), 1, 20);
    }

    [Theory]
    [InlineData(0, "not judged: the signatures of this document ask for more work than is done")]
    [InlineData(1, "not judged: the signatures of this document ask for more work than is done")]
    [InlineData(1 << 20, "valid, by ")]
    public void Work_for_signatures_has_an_end(long bytesLeft, string verdict)
    {
        using var keys = new KnownKeys(CapPins.None, new SignatureBudget(bytesLeft));
        Assert.StartsWith(verdict, Judge("rsa-sha256.xml", keys), StringComparison.Ordinal);
    }

    static string Judge(string name, KnownKeys keys)
    {
        var document = new System.Xml.XmlDocument { PreserveWhitespace = true };
        document.LoadXml(Signed.Text(name));
        return Assert.Single(SignatureJudge.Judge(document, keys, NodaTime.Instant.FromUtc(2026, 3, 5, 6, 12))).ToString();
    }

    [Theory]
    [InlineData("rsa-sha256.xml", "met.pem")]
    [InlineData("no-key.xml", "met.pem")]
    [InlineData("issued.xml", "authority.pem")]
    public void A_key_a_certificate_and_a_way_to_an_authority_cost_what_is_said(string name, string pins)
    {
        // The key is tried for each alert; the certificate and the way are found once.
        const int Alerts = 20;
        using var keys = new KnownKeys(Signed.Pins(pins), new SignatureBudget(SignatureBudget.ChainBytes + SignatureBudget.CertificateBytes + Alerts * (SignatureBudget.KeyBytes + 3_000)));
        for (var i = 0; i < Alerts; i++) Assert.EndsWith(", pinned", Judge(name, keys), StringComparison.Ordinal);
        var more = 0;
        while (Judge(name, keys).EndsWith(", pinned", StringComparison.Ordinal)) more++;
        Assert.InRange(more, 0, 60);
        Assert.Equal("not judged: the signatures of this document ask for more work than is done", Judge(name, keys));
    }

    [Fact]
    public void Many_pins_do_not_use_up_the_work_for_a_signature_that_names_its_key()
    {
        var others = string.Concat(Enumerable.Range(1, FormatLimits.SignaturePinsMax - 1).Select(i =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return Certificate(new CertificateRequest($"CN=Other {i}", key, HashAlgorithmName.SHA256)) + "\n";
        }));
        using var keys = new KnownKeys(CapPins.Read(others + Signed.Text("sea.pem")).Value, new SignatureBudget(200 << 10));
        for (var i = 0; i < 5; i++) Assert.EndsWith(", pinned", Judge("ecdsa-sha256.xml", keys), StringComparison.Ordinal);

        static string Certificate(CertificateRequest request) => request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero)).ExportCertificatePem();
    }

    [Fact]
    public void An_authority_between_others_is_refused_unless_the_one_above_it_is_pinned_too()
    {
        var (from, until) = (new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var above = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var below = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Authority("CN=Root", above).CreateSelfSigned(from, until);
        using var between = Authority("CN=Between", below).Create(root, from, until, [1]);
        Assert.Contains("'CN=Between' is an authority between others, and pins nothing without the one above it, 'CN=Root'", CapPins.Read(between.ExportCertificatePem()).Refusal.Reason, StringComparison.Ordinal);
        Assert.True(CapPins.Read(between.ExportCertificatePem() + "\n" + root.ExportCertificatePem()).IsRead);

        static CertificateRequest Authority(string name, ECDsa key)
        {
            var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
            return request;
        }
    }

    [Fact]
    public void A_declaration_of_a_document_type_is_refused_before_any_signature()
    {
        var bomb = $"<!DOCTYPE alert [<!ENTITY a 'aaaa'>]>{Genuine}";
        Assert.Contains("document type declaration", Assert.IsType<Item<Tocsin.Formats.Cap.CapAlert>.Refused>(Assert.Single(Signed.Read(Encoding.UTF8.GetBytes(bomb), CapPins.None))).Refusal.Reason, StringComparison.Ordinal);
    }
}
