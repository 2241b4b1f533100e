using System.Security.Cryptography;
using System.Text;
using Tocsin.Log;

namespace Tocsin.Tests.Share.Parties;

/// <summary>Keys that are made of a text, so that a seed replays all but signature bytes.</summary>
static class SeededKey
{
    public static EcdsaSigningKey Of(string seed) =>
        new(ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = SHA256.HashData(Encoding.UTF8.GetBytes(seed)) }));
}
