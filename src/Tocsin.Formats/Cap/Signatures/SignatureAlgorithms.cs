using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Tocsin.Formats.Cap.Signatures;

/// <summary>How a signature is made: by which kind of key, over which digest.</summary>
readonly record struct SigningMethod(bool IsRsa, HashAlgorithmName Hash);

/// <summary>How XML becomes bytes: Canonical XML 1.0 or Exclusive XML Canonicalization 1.0.</summary>
/// <param name="IsExclusive">Whether namespaces that are not used stay out.</param>
/// <param name="WithComments">Whether comments count, where they are not left out anyway.</param>
/// <param name="Prefixes">Of the exclusive form: the prefixes that are treated as in the other.</param>
readonly record struct CanonicalForm(bool IsExclusive, bool WithComments, string? Prefixes);

/// <summary>The algorithms that are performed, by the names that W3C and RFC 9231 give them. All others are refused.</summary>
static class SignatureAlgorithms
{
    public const string Enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
    public const string ExclusiveNamespace = "http://www.w3.org/2001/10/xml-exc-c14n#";

    static readonly FrozenDictionary<string, SigningMethod> Signing = new Dictionary<string, SigningMethod>
    {
        ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"] = new(true, HashAlgorithmName.SHA256),
        ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"] = new(true, HashAlgorithmName.SHA384),
        ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"] = new(true, HashAlgorithmName.SHA512),
        ["http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"] = new(false, HashAlgorithmName.SHA256),
        ["http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"] = new(false, HashAlgorithmName.SHA384),
        ["http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"] = new(false, HashAlgorithmName.SHA512),
        // Too weak to be trusted; performed so that a changed alert can be told from an old signature.
        ["http://www.w3.org/2000/09/xmldsig#rsa-sha1"] = new(true, HashAlgorithmName.SHA1),
        ["http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1"] = new(false, HashAlgorithmName.SHA1),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenDictionary<string, HashAlgorithmName> Digests = new Dictionary<string, HashAlgorithmName>
    {
        ["http://www.w3.org/2001/04/xmlenc#sha256"] = HashAlgorithmName.SHA256,
        ["http://www.w3.org/2001/04/xmldsig-more#sha384"] = HashAlgorithmName.SHA384,
        ["http://www.w3.org/2001/04/xmlenc#sha512"] = HashAlgorithmName.SHA512,
        ["http://www.w3.org/2000/09/xmldsig#sha1"] = HashAlgorithmName.SHA1,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenDictionary<string, CanonicalForm> Forms = new Dictionary<string, CanonicalForm>
    {
        ["http://www.w3.org/TR/2001/REC-xml-c14n-20010315"] = new(false, false, null),
        ["http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"] = new(false, true, null),
        [ExclusiveNamespace] = new(true, false, null),
        [ExclusiveNamespace + "WithComments"] = new(true, true, null),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static SigningMethod? SigningOf(string name) => Signing.TryGetValue(name, out var method) ? method : null;

    public static HashAlgorithmName? DigestOf(string name) => Digests.TryGetValue(name, out var hash) ? hash : null;

    public static CanonicalForm? FormOf(string name) => Forms.TryGetValue(name, out var form) ? form : null;
}
