using System.Globalization;

namespace Tocsin.Tests.Log;

/// <summary>Runs a property for a row of seeds; a failure names the seed and how to run that one again.</summary>
static class Replay
{
    public static void Seeds(int count, Action<Random> property)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var one))
        {
            property(new Random(one));
            return;
        }
        for (var seed = 0; seed < count; seed++)
        {
            try
            {
                property(new Random(seed));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    $"seed {seed} fails; again: TOCSIN_SEED={seed} dotnet test --filter {property.Method.Name.Split('>')[0].TrimStart('<')}", failure);
            }
        }
    }
}
