namespace Tocsin.Detection.Scan;

/// <summary>What the cases are compared with.</summary>
public enum ScanModel
{
    /// <summary>Counts in proportion to expected ones (discrete Poisson).</summary>
    Poisson,

    /// <summary>Cases among cases and controls.</summary>
    Bernoulli,

    /// <summary>Cases alone: whether place and time go together (space-time permutation).</summary>
    Permutation,
}
