using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Tocsin.Formats;
using Tocsin.Formats.Cap;
using Tocsin.Formats.Cap.Signatures;
using Tocsin.Tests.Share.Doors;
using Xunit;

namespace Tocsin.Tests.Formats.Cap.Signatures;

/// <summary>Signed alerts: those that xmlsec1 made (Fixtures/signatures/make.sh), and new ones by .NET's own signer.</summary>
static class Signed
{
    public static string PathOf(string name) => Checkout.Path($"tests/Tocsin.Tests/Fixtures/signatures/{name}");

    public static string Text(string name) => File.ReadAllText(PathOf(name));

    /// <summary>Pins of this folder; an empty name is none.</summary>
    public static CapPins Pins(string name) => name.Length == 0 ? CapPins.None : CapPins.Read(Text(name)).Value;

    public static Item<CapAlert>[] Read(byte[] bytes, CapPins pins) => [.. CapReader.Read(new MemoryStream(bytes), pins)];

    public static CapAlert Alert(string xml, string pins = "") => Assert.IsType<Item<CapAlert>.Read>(Assert.Single(Read(Encoding.UTF8.GetBytes(xml), Pins(pins)))).Value;

    /// <summary>The one verdict on the one alert.</summary>
    public static CapSignature Verdict(string xml, string pins = "") => Assert.Single(Alert(xml, pins).Signatures);

    /// <summary>Signs by .NET's own XML Signature, without white space between the alert's end and the signature.</summary>
    public static string Sign(string alert, RSA key, int times = 1, Action<SignedXml>? and = null)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(alert);
        var made = new List<XmlElement>();
        for (var i = 0; i < times; i++)
        {
            var signer = new SignedXml(document) { SigningKey = key };
            var reference = new Reference { Uri = "" };
            reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
            signer.AddReference(reference);
            signer.KeyInfo.AddClause(new RSAKeyValue(key));
            and?.Invoke(signer);
            signer.ComputeSignature();
            made.Add(signer.GetXml());
        }
        foreach (var signature in made) document.DocumentElement!.AppendChild(document.ImportNode(signature, deep: true));
        return document.OuterXml;
    }

    public static string Certificate(RSA key, string subject) =>
        new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero)).ExportCertificatePem();
}
