using System.Text;
using Tocsin.Formats;
using Tocsin.Formats.Cap;
using Tocsin.Formats.Cap.Signatures;
using Tocsin.Tests.Api;
using Xunit;

namespace Tocsin.Tests.Formats.Cap.Signatures;

/// <summary>Signatures of agencies, and what xmlsec1 says of ours.</summary>
public sealed class ForeignSignatureTests : IDisposable
{
    const string Inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", Exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";

    static readonly (string Sign, string Digest, string Info, string Alert)[] Methods =
    [
        ("xmldsig-more#rsa-sha256", "xmlenc#sha256", Inclusive, ""),
        ("xmldsig-more#rsa-sha384", "xmldsig-more#sha384", Exclusive, Exclusive),
        ("xmldsig-more#rsa-sha512", "xmlenc#sha512", Inclusive + "#WithComments", Inclusive),
        ("xmldsig-more#ecdsa-sha256", "xmlenc#sha512", Exclusive + "WithComments", Exclusive + "WithComments"),
        ("xmldsig-more#ecdsa-sha384", "xmlenc#sha256", Inclusive, Exclusive),
        ("xmldsig-more#ecdsa-sha512", "xmldsig-more#sha384", Exclusive, Inclusive + "#WithComments"),
    ];

    readonly string folder = Directory.CreateTempSubdirectory("tocsin-xmlsec-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    string In(string name) => Path.Combine(folder, name);

    [ForeignTheory]
    [InlineData("canada_signed.cap", "'dss1.pelmorex.com' (certificate 8a403d35010837be)", "'meteo.gc.ca' (certificate dab6614e2a24f5aa)")]
    [InlineData("canada_signed.atom", "'dss1.pelmorex.com' (certificate 8a403d35010837be)", "'meteo.gc.ca' (certificate dab6614e2a24f5aa)")]
    [InlineData("earthquake_signed.cap", "a key without a certificate (df3fb73b2bf8aed4)")]
    [InlineData("earthquake-iso8859-1.cap", "a key without a certificate (8169010fc94e79ef)")]
    public void Real_alerts_of_the_years_of_SHA_1_fit_and_are_not_trusted(string file, params string[] signers)
    {
        var text = File.ReadAllBytes(Foreign.Path("data/cap/google/" + file));
        var alert = Assert.IsType<Item<CapAlert>.Read>(Assert.Single(Signed.Read(text, CapPins.None))).Value;
        Assert.Equal(signers.Select(signer => $"not to be trusted, though it fits: it is made with SHA-1, which is too weak (by {signer}, not pinned)"), alert.Signatures.Select(each => each.ToString()));
        var changed = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(text).Replace("<scope>Public", "<scope>Restricted", StringComparison.Ordinal));
        Assert.All(Assert.IsType<Item<CapAlert>.Read>(Assert.Single(Signed.Read(changed, CapPins.None))).Value.Signatures, each => Assert.Equal("broken: the alert was changed after it was signed", each.ToString()));
    }

    [ForeignTheory]
    [InlineData("naads_x509_cert.pem", true, false)]
    [InlineData("environment_canada_x509_cert.pem", false, true)]
    public void Canada_s_two_signers_are_pinned_one_by_one(string pem, bool network, bool agency)
    {
        var pins = CapPins.Read(File.ReadAllText(Foreign.Path("data/cap/google/" + pem))).Value;
        var alert = Assert.IsType<Item<CapAlert>.Read>(Assert.Single(Signed.Read(File.ReadAllBytes(Foreign.Path("data/cap/google/canada_signed.cap")), pins))).Value;
        Assert.Equal([network, agency], alert.Signatures.Select(each => Assert.IsType<CapSignature.Fits>(each).IsPinned));
        Assert.All(alert.Signatures, each => Assert.False(((CapSignature.Fits)each).IsTrusted)); // SHA-1
    }

    [XmlsecFact]
    public void Xmlsec1_signs_and_we_agree_with_what_it_says_of_each_and_of_each_that_was_changed()
    {
        Run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-keyout", In("rsa.key"), "-out", In("rsa.pem"), "-days", "3650", "-subj", "/CN=Made Now");
        Run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-noenc", "-keyout", In("ec.key"), "-out", In("ec.pem"), "-days", "3650", "-subj", "/CN=Made Now");
        foreach (var (sign, digest, info, alert) in Methods)
        {
            var key = sign.Contains("rsa", StringComparison.Ordinal) ? "rsa" : "ec";
            File.WriteAllText(In("template.xml"), Samples.Cap.Replace("</alert>", Template(sign, digest, info, alert) + "</alert>", StringComparison.Ordinal));
            Run("xmlsec1", "--sign", "--output", In("signed.xml"), "--privkey-pem", $"{In(key + ".key")},{In(key + ".pem")}", In("template.xml"));
            var text = File.ReadAllText(In("signed.xml"));
            foreach (var (was, now) in Changes)
            {
                File.WriteAllText(In("changed.xml"), text.Replace(was, now, StringComparison.Ordinal));
                var theirs = RealClients.Run("xmlsec1", [], "--verify", "--insecure", In("changed.xml")).Exit == 0;
                var ours = Signed.Verdict(File.ReadAllText(In("changed.xml")));
                Assert.True(theirs == ours is CapSignature.Fits, $"{sign} {digest} {info} {alert} {was} -> {now}: {ours}, and xmlsec1 says {theirs}");
            }
        }
    }

    // Some change the alert, and some only how it is written.
    static readonly (string Was, string Now)[] Changes =
    [
        ("<alert", "<alert"), ("Severe", "Minor"), ("<note>", "<note> "), ("<info>", "<info\n>"), ("<area>", "<!-- a --><area>"), ("<alert ", "<alert xmlns:unused='urn:u' "),
        ("&amp;", "&#38;"), ("<headline>", "<headline xml:lang='vi'>"), ("lớn", "<![CDATA[lớn]]>"), ("</alert>", "</alert><!-- end -->"), ("</alert>", "</alert><?end now?>"),
        ("<SignedInfo>", "<SignedInfo><!-- in -->"), ("<SignedInfo>", "<SignedInfo >"), ("<DigestValue>", "<DigestValue>\n"),
    ];

    static string Template(string sign, string digest, string info, string alert) => $"""
        <s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"><s:SignedInfo><s:CanonicalizationMethod Algorithm="{info}"/><s:SignatureMethod Algorithm="http://www.w3.org/2001/04/{sign}"/>
        <s:Reference URI=""><s:Transforms><s:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>{(alert.Length == 0 ? "" : $"<s:Transform Algorithm=\"{alert}\"/>")}</s:Transforms>
        <s:DigestMethod Algorithm="http://www.w3.org/2001/04/{digest}"/><s:DigestValue/></s:Reference></s:SignedInfo><s:SignatureValue/><s:KeyInfo><s:X509Data><s:X509Certificate/></s:X509Data></s:KeyInfo></s:Signature>
        """;

    static void Run(string program, params string[] arguments)
    {
        var (exit, _, said) = RealClients.Run(program, [], arguments);
        Assert.True(exit == 0, $"{program} {string.Join(' ', arguments)}: {said}");
    }
}

/// <summary>A test with <c>xmlsec1</c> and <c>openssl</c>: skipped by name where one is missing, except under CI=true.</summary>
public sealed class XmlsecFactAttribute : FactAttribute
{
    /// <summary>Decides at discovery whether the test can run.</summary>
    public XmlsecFactAttribute() => Skip = RealClients.SkipWithout("xmlsec1") ?? RealClients.SkipWithout("openssl");
}
