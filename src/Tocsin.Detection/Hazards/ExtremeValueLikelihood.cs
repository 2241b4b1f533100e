using Tocsin.Detection.Numerics;

namespace Tocsin.Detection.Hazards;

/// <summary>Climbs the likelihood of the generalised extreme value distribution by damped Newton steps.</summary>
static class ExtremeValueLikelihood
{
    const double ShapeMin = -1, NearGumbel = 1e-6, Difference = 1e-5, Settled = 1e-9, DampingMax = 1e12;
    const int StepsMax = 500;

    public static ExtremeValueDistribution? Climb(ReadOnlySpan<double> values, ExtremeValueDistribution start)
    {
        var (at, likelihood, damping) = (start, start.LogLikelihood(values), 1e-3);
        for (var step = 0; step < StepsMax; step++)
        {
            var slope = Slope(values, at);
            if (Math.Abs(slope[0]) + Math.Abs(slope[1]) + Math.Abs(slope[2]) < Settled * values.Length) return at;
            var curvature = Curvature(values, at);
            ExtremeValueDistribution? higher = null;
            for (; damping < DampingMax && higher is null; damping *= 10) higher = Try(values, at, likelihood, slope, curvature, damping);
            if (higher is not { } better) return step > 0 ? at : null;
            var gained = better.LogLikelihood(values) - likelihood;
            (at, likelihood, damping) = (better, likelihood + gained, damping / 100);
        }
        return null;
    }

    static ExtremeValueDistribution? Try(ReadOnlySpan<double> values, ExtremeValueDistribution at, double likelihood, double[] slope, double[] curvature, double damping)
    {
        var (matrix, move) = ((double[])curvature.Clone(), (double[])slope.Clone());
        for (var i = 0; i < 3; i++) matrix[4 * i] += damping * Math.Max(Math.Abs(matrix[4 * i]), values.Length * 1e-3);
        if (!Cholesky.Solve(matrix, move)) return null;
        var next = Moved(at, move[0], move[1], move[2]);
        return next.Shape > ShapeMin && next.LogLikelihood(values) > likelihood ? next : null;
    }

    /// <summary>A step in units of the scale, of its logarithm, and of the shape.</summary>
    static ExtremeValueDistribution Moved(ExtremeValueDistribution at, double location, double logScale, double shape) =>
        new(at.Location + location * at.Scale, at.Scale * Math.Exp(Math.Clamp(logScale, -1, 1)), at.Shape + Math.Clamp(shape, -0.2, 0.2));

    /// <summary>The derivatives of the log-likelihood in these units.</summary>
    static double[] Slope(ReadOnlySpan<double> values, ExtremeValueDistribution at)
    {
        var (location, scale, shape) = (0.0, 0.0, 0.0);
        var xi = at.Shape;
        foreach (var value in values)
        {
            var y = (value - at.Location) / at.Scale;
            var t = 1 + xi * y;
            var logT = Math.Abs(xi) < NearGumbel ? y - xi * y * y / 2 : Math.Log(t) / xi;
            var rate = Math.Exp(-logT);
            var pull = (1 + xi - rate) / t;
            location += pull;
            scale += y * pull - 1;
            shape += Math.Abs(xi) < NearGumbel ? (1 - rate) * y * y / 2 - y : (1 - rate) * (logT - y / t) / xi - y / t;
        }
        return [location, scale, shape];
    }

    /// <summary>Minus the second derivatives, by differences of the first.</summary>
    static double[] Curvature(ReadOnlySpan<double> values, ExtremeValueDistribution at)
    {
        var matrix = new double[9];
        for (var i = 0; i < 3; i++)
        {
            var (up, down) = (Slope(values, Step(at, i, Difference)), Slope(values, Step(at, i, -Difference)));
            for (var j = 0; j < 3; j++) matrix[3 * i + j] = (down[j] - up[j]) / (2 * Difference);
        }
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < i; j++) matrix[3 * i + j] = (matrix[3 * i + j] + matrix[3 * j + i]) / 2;
        return matrix;
    }

    static ExtremeValueDistribution Step(ExtremeValueDistribution at, int coordinate, double by) =>
        Moved(at, coordinate == 0 ? by : 0, coordinate == 1 ? by : 0, coordinate == 2 ? by : 0);
}
