namespace Tocsin.Detection.Hazards;

/// <summary>A station's gamma dose rate against its own background.</summary>
/// <remarks>The background is a median and its spread the median absolute deviation x 1.4826, which past peaks (rain washes radon out) hardly
/// move: F. R. Hampel, "The influence curve and its role in robust estimation", Journal of the American Statistical Association 69 (1974) 383-393.</remarks>
/// <param name="Background">The usual dose rate, in the readings' unit.</param>
/// <param name="Net">The reading less the background.</param>
/// <param name="Ratio">The reading over the background.</param>
/// <param name="Deviations">How many usual spreads the reading is above; infinite where the background never varied.</param>
public readonly record struct DoseRate(double Background, double Net, double Ratio, double Deviations)
{
    /// <summary>Fewer past readings say too little.</summary>
    public const int ReadingsMin = 10;

    const double NormalConsistency = 1.4826;

    /// <summary>Compares a reading with past ones.</summary>
    /// <param name="past">Past readings, above 0; NaN where there is none.</param>
    /// <param name="reading">The reading, 0 or more, in the same unit (nSv/h, µSv/h).</param>
    /// <returns>Nothing with fewer than ten past readings.</returns>
    public static DoseRate? Over(ReadOnlySpan<double> past, double reading)
    {
        if (!(reading >= 0 && double.IsFinite(reading))) throw new ArgumentOutOfRangeException(nameof(reading), reading, "a dose rate is 0 or more");
        var known = new double[past.Length];
        var count = 0;
        foreach (var rate in past)
        {
            if (double.IsNaN(rate)) continue;
            known[count++] = rate > 0 && double.IsFinite(rate) ? rate : throw new ArgumentOutOfRangeException(nameof(past), rate, "a past dose rate is above 0");
        }
        if (count < ReadingsMin) return null;
        var sorted = known.AsSpan(0, count);
        var background = Median(sorted);
        for (var i = 0; i < count; i++) sorted[i] = Math.Abs(sorted[i] - background);
        var spread = NormalConsistency * Median(sorted);
        var net = reading - background;
        return new(background, net, reading / background, net == 0 ? 0 : net / spread);
    }

    static double Median(Span<double> values)
    {
        values.Sort();
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
