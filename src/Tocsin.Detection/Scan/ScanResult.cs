namespace Tocsin.Detection.Scan;

/// <summary>A cluster.</summary>
/// <param name="Centre">The number of its centre.</param>
/// <param name="Places">Its places, from the centre outwards.</param>
/// <param name="Radius">How far its farthest place is from the centre: kilometres on the globe, else the coordinates' unit.</param>
/// <param name="Start">Its first interval.</param>
/// <param name="End">The interval after its last.</param>
/// <param name="Observed">Its cases.</param>
/// <param name="Expected">How many there would be without a cluster.</param>
/// <param name="Llr">The logarithm of the likelihood ratio.</param>
/// <param name="P">Its p-value; nothing with fewer than 99 replicates.</param>
/// <param name="GumbelP">The p-value after Gumbel; nothing with fewer than 99 replicates.</param>
public sealed record ScanCluster(int Centre, IReadOnlyList<int> Places, double Radius, int Start, int End, int Observed, double Expected, double Llr, double? P, double? GumbelP);

/// <summary>What a scan found.</summary>
/// <param name="Clusters">The likeliest first.</param>
/// <param name="Replicates">The largest ratio of each replicate that was scanned, in the order of their numbers.</param>
public sealed record ScanResult(IReadOnlyList<ScanCluster> Clusters, IReadOnlyList<double> Replicates);
