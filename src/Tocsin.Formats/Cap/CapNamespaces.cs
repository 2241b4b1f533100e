namespace Tocsin.Formats.Cap;

/// <summary>The namespaces of CAP 1.0, 1.1 and 1.2, and of the signatures inside.</summary>
static class CapNamespaces
{
    public const string V10 = "http://www.incident.com/cap/1.0";
    public const string V11 = "urn:oasis:names:tc:emergency:cap:1.1";
    public const string V12 = "urn:oasis:names:tc:emergency:cap:1.2";
    public const string Signature = "http://www.w3.org/2000/09/xmldsig#";

    /// <summary>Whether elements of this namespace are read as CAP; alerts without any are common enough.</summary>
    public static bool IsOurs(string space) => space is V12 or V11 or V10 or "";
}
