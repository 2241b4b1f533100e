using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Detection.Scan;

namespace Tocsin.Node.Cli.Scanning;

/// <summary>A cluster as <c>--json</c> tells it. From and to are missing where time was not scanned, centre and radius where places were not.</summary>
sealed record ClusterAnswer(
    IReadOnlyList<string> Places, CentreAnswer? Centre, double? Radius, string? From, string? To, int Observed, double Expected, double Llr, double? P, double? GumbelP)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("places");
        foreach (var place in Places) json.WriteStringValue(place);
        json.WriteEndArray();
        Centre?.Write(json);
        ClustersAnswer.Write(json, "radius", Radius);
        ClustersAnswer.Write(json, "from", From);
        ClustersAnswer.Write(json, "to", To);
        json.WriteNumber("observed", Observed);
        json.WriteNumber("expected", Expected);
        json.WriteNumber("llr", Llr);
        ClustersAnswer.Write(json, "p", P);
        ClustersAnswer.Write(json, "gumbelP", GumbelP);
        json.WriteEndObject();
    }
}

/// <summary>A circle's centre: the nearest place, and the coordinates.</summary>
sealed record CentreAnswer(string Place, double? Latitude, double? Longitude, double? X, double? Y)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("centre");
        json.WriteString("place", Place);
        ClustersAnswer.Write(json, "latitude", Latitude);
        ClustersAnswer.Write(json, "longitude", Longitude);
        ClustersAnswer.Write(json, "x", X);
        ClustersAnswer.Write(json, "y", Y);
        json.WriteEndObject();
    }
}

/// <summary>The whole answer.</summary>
sealed record ClustersAnswer(
    string Model, int Cases, int Places, int Intervals, string? From, string? To, int Replicates, ulong Seed, IReadOnlyList<ClusterAnswer> Clusters)
{
    public static ClustersAnswer Of(ScanInput input, ScanResult result)
    {
        var (data, period, calendar) = (input.Data, input.Period, input.Calendar);
        return new(
            data.Model switch { ScanModel.Bernoulli => "bernoulli", ScanModel.Permutation => "permutation", _ => "poisson" },
            data.TotalCases, data.Places, data.Intervals, input.HasTimes ? calendar.Text(period.First) : null, input.HasTimes ? calendar.Text(period.Last) : null,
            result.Replicates.Count, input.Options.Seed, [.. result.Clusters.Select(cluster => Of(input, cluster))]);
    }

    static ClusterAnswer Of(ScanInput input, ScanCluster cluster)
    {
        var (places, period, overTime) = (input.Places, input.Period, input.Data.Intervals > 1);
        return new(
            places.Everywhere ? [] : [.. cluster.Places.SelectMany(places.NamesOf)], places.Everywhere ? null : Centre(places, cluster), places.Everywhere ? null : cluster.Radius,
            overTime ? input.Calendar.Text(period.StartOf(cluster.Start)) : null, overTime ? input.Calendar.Text(period.StartOf(cluster.End) - 1) : null,
            cluster.Observed, cluster.Expected, cluster.Llr, cluster.P, cluster.GumbelP);
    }

    static CentreAnswer Centre(ScanPlaces places, ScanCluster cluster)
    {
        var (name, at) = (places.NamesOf(cluster.Places[0])[0], places.CentreOf(cluster.Centre));
        return places.OnGlobe ? new(name, at[0], at[1], null, null) : new(name, null, null, at[0], at[1]);
    }

    /// <summary>For a machine: one JSON document; what is missing has no member.</summary>
    public string Json()
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("model", Model);
            json.WriteNumber("cases", Cases);
            json.WriteNumber("places", Places);
            json.WriteNumber("intervals", Intervals);
            Write(json, "from", From);
            Write(json, "to", To);
            json.WriteNumber("replicates", Replicates);
            json.WriteNumber("seed", Seed);
            json.WriteStartArray("clusters");
            foreach (var cluster in Clusters) cluster.Write(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null) json.WriteString(name, text);
    }

    public static void Write(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } told) json.WriteNumber(name, told);
    }

    /// <summary>For people.</summary>
    public IEnumerable<string> Lines()
    {
        var when = From is null ? "" : Intervals > 1 ? $", {From} to {To} in {N(Intervals)} intervals" : $", {From} to {To}";
        yield return $"{Name}: {N(Cases)} cases, {N(Places)} {(Places == 1 ? "place" : "places")}{when}; {N(Replicates)} replicates, seed {Seed}";
        if (Clusters.Count == 0) yield return "No window has more cases than expected.";
        foreach (var (i, cluster) in Clusters.Index())
        {
            yield return $"{i + 1}. {(cluster.Places.Count == 0 ? "everywhere" : string.Join(", ", cluster.Places))}";
            if (cluster.Centre is { } centre) yield return $"   centre {centre.Place} ({Number(centre.Latitude ?? centre.X!.Value)}, {Number(centre.Longitude ?? centre.Y!.Value)}), radius {Fixed(cluster.Radius!.Value, 2)}{(centre.Latitude is null ? "" : " km")}";
            if (cluster.From is not null) yield return $"   {cluster.From} to {cluster.To}";
            yield return $"   {N(cluster.Observed)} cases, {Fixed(cluster.Expected, 2)} expected ({Fixed(cluster.Observed / cluster.Expected, 2)} times); log likelihood ratio {Fixed(cluster.Llr, 6)}{(cluster.P is { } p ? $", p = {PValue(p)}" : "")}";
        }
    }

    string Name => Model switch { "bernoulli" => "Bernoulli model", "permutation" => "Space-time permutation model", _ => "Discrete Poisson model" };

    static string N(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    static string Fixed(double number, int digits) => number.ToString($"F{digits}", CultureInfo.InvariantCulture);

    static string PValue(double p) => p < 0.0001 ? p.ToString("0.0E+0", CultureInfo.InvariantCulture) : p.ToString("0.####", CultureInfo.InvariantCulture);
}
