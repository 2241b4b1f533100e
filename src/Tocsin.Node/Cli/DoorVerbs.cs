using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tocsin.Formats;
using Tocsin.Formats.CaseCounts;
using Tocsin.Node.Feeds;
using Tocsin.Share.Doors;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin import</c>, <c>export</c> and <c>convert</c>: standards in and out.</summary>
static class DoorVerbs
{
    const int KeepDaysMin = 1, KeepDaysUsual = 90, KeepDaysMax = 3_660;

    static readonly Argument<string[]> Files = new("FILE") { Description = "What to read; - for standard input", Arity = ArgumentArity.OneOrMore, Validators = { NoOption } };
    static readonly Option<string?> Format = new("--format") { Description = $"What it is, where its content does not say: {DoorFormats.All}", HelpName = "F" };
    static readonly Option<bool> Strict = new("--strict") { Description = "Exit 1 where anything was refused" };
    static readonly Option<string?> Publisher = new("--publisher") { Description = "Whose list it is, where it does not say", HelpName = "NAME" };

    static readonly Option<string?> Dates = new("--dates") { Description = "dmy or mdy: which comes first in a date like 1/5/2015", HelpName = "ORDER" };
    static readonly Option<string?> Start = new("--start") { Description = "The first period of counts that are numbered and not dated: 1990-W01, 1990-01 or 1990-01-01", HelpName = "P" };
    static readonly Option<string?> Topic = new("--topic") { Description = "What is counted, where the file does not say", HelpName = "WORDS" };
    static readonly Option<string?> Measured = new("--measure") { Description = "cases or deaths, where the file does not say", HelpName = "M" };

    static readonly Option<bool> KeepRows = new("--keep-rows") { Description = "Keep the rows of a line list beside its counts, in the private circle, until they are due to be erased" };
    static readonly Option<string?> KeepFor = new("--keep-for") { Description = $"With --keep-rows: for how many days, {KeepDaysMin}d to {KeepDaysMax}d (default: {KeepDaysUsual}d)", HelpName = "90d" };

    static readonly Option<bool> HashValues = new("--hash-values") { Description = "Tell a circle the hashes of accounts, telephone numbers, wallets and domains in place of them; short ones can be guessed by its members" };

    static readonly Option<string?> SignedBy = new("--signed-by") { Description = "Certificates (PEM) whose signatures on CAP alerts are believed: an alert that was changed since is refused", HelpName = "FILE" };
    static readonly Option<string?> Signature = new("--signature") { Description = "With --signed-by: required refuses alerts without such a signature, wanted (the default) notes it", HelpName = "W" };

    static readonly Option<bool> WithRestricted = new("--with-restricted") { Description = "With --circle: take in what its source marks TLP:RED, or means for one organisation or a sharing group; you have its word that the circle may have it" };

    static readonly Option<string> OutFormat = new("--format") { Description = ExportReport.Names, HelpName = "F", DefaultValueFactory = _ => "geojson" };
    static readonly Option<string?> OutFile = new("--out") { Description = "Where to write (default: standard output); of misp-feed the folder", HelpName = "FILE" };

    static readonly Argument<string> In = new("IN") { Description = "What to read; - for standard input" };
    static readonly Argument<string> Out = new("OUT") { Description = "Where to write; - for standard output" };
    static readonly Option<string?> From = new("--from") { Description = $"What IN is: {DoorFormats.All}", HelpName = "F" };
    static readonly Option<string?> To = new("--to") { Description = "What OUT becomes: geojson, cap, stix or misp (default: by OUT's ending)", HelpName = "F" };

    public static Verb Import() => new("import", "Takes files in; a broken row never stops the rest.", "tocsin import all_week.geojson alerts/*.xml", RunImport)
    {
        Arguments = { Files }, Options = { Format, Publisher, Dates, Start, Topic, Measured, KeepRows, KeepFor, HashValues, WithRestricted, SignedBy, Signature, Strict, CircleOption.In },
    };

    public static Verb Export() => new("export", "Writes records in a standard.", "tocsin export --format cap --kind warning --out warnings.xml", RunExport)
    {
        ForAuditor = true,
        Options = { OutFormat, QueryOptions.Kind, QueryOptions.Category, QueryOptions.Since, QueryOptions.Until, QueryOptions.Box, QueryOptions.Words, QueryOptions.Circle, OutFile },
    };

    public static Verb Convert() => new("convert", "One standard to another; no node needed.", "tocsin convert alert.xml alert.geojson", RunConvert)
    {
        ConcernsNode = false, Arguments = { In, Out }, Options = { From, To },
    };

    static Task<int> RunImport(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var format = ReadFormat(context.Parsed.GetValue(Format));
        var counts = ReadCounts(context);
        var (journal, terms) = node.JournalIn(context.Parsed.GetValue(CircleOption.In));
        var keepUntil = ReadKeeping(context, isPrivate: journal == node.Journal) is { } kept ? node.Sources.Clock.Now() + kept : (Instant?)null;
        var salt = context.Parsed.GetValue(HashValues) ? node.SaltIn(context.Parsed.GetValue(CircleOption.In)) : null;
        var signatures = ReadSignatures(context);
        var importer = new Importer(journal, terms, node.Sources.Clock);
        foreach (var fault in node.WarningLists.Faults) context.Err.WriteLine(fault);
        var reports = new List<ImportReport>();
        foreach (var file in context.Parsed.GetValue(Files)!)
        {
            var options = node.Importing with { Format = format, Publisher = context.Parsed.GetValue(Publisher), Counts = counts, KeepRowsUntil = keepUntil, KeepsLists = true, Salt = salt, Signatures = signatures, WithRestricted = context.Parsed.GetValue(WithRestricted), Progress = count => Progress(context, file, count) };
            reports.Add(file == "-"
                ? await importer.Import(context.Terminal.In, "standard input", options, stop)
                : await importer.Import(context.Terminal.Path(file), options, stop) is var report ? report with { File = file } : null!);
            if (!context.Json) Tell(context, reports[^1]);
        }
        if (context.Json) context.Out.WriteLine($"[{string.Join(',', reports.Select(report => report.ToJson()))}]");
        if (reports.All(report => report.Failure is not null)) return Verb.NotDone;
        return context.Parsed.GetValue(Strict) && reports.Any(report => report.Refused.Count > 0) ? Verb.BadAnswer : Verb.Done;
    }, stop);

    static void Progress(VerbContext context, string file, long count)
    {
        const int Step = 50_000;
        if (count > 0 && count % Step == 0) context.Err.WriteLine($"{file}: {count.ToString("N0", CultureInfo.InvariantCulture)} read");
    }

    static void Tell(VerbContext context, ImportReport report)
    {
        context.Out.WriteLine($"{report.File} ({report.Format}): {report.Read} read, {report.Accepted} accepted, {report.Duplicates} duplicates, {report.Revised} revised, {(report.Thinned > 0 ? $"{report.Thinned} thinned out, " : "")}{report.Repaired.Count} repaired, {report.Refused.Count} refused");
        foreach (var (at, note) in report.Repaired.Take(5)) context.Err.WriteLine($"  repaired {at}: {note}");
        foreach (var (at, reason) in report.Refused.Take(20)) context.Err.WriteLine($"  refused {at}: {reason}");
        if (report.Refused.Count > 20 || report.Repaired.Count > 5) context.Err.WriteLine("  … all of them with --json");
    }

    static Task<int> RunExport(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        if (!ExportReport.TryParse(context.Parsed.GetValue(OutFormat)!, out var format)) throw new IOException($"'{context.Parsed.GetValue(OutFormat)}' is none of {ExportReport.Names}");
        var target = context.Parsed.GetValue(OutFile) ?? "-";
        if (format == ExportFormat.MispFeed && target == "-") throw new IOException("a misp-feed is a folder: name it with --out");
        await node.Settle(stop);
        var (exporter, query) = (new Exporter(node.Views, node.Records, node.CollectionCircles), QueryOptions.Query(context, node));
        var report = format == ExportFormat.MispFeed
            ? await exporter.ExportFeed(query, context.Terminal.Path(target), stop)
            : await WriteTo(context, target, output => exporter.Export(format, query, output, stop));
        TellLeftOut(context, report);
        return Verb.Done;
    }, stop);

    static async Task<int> RunConvert(VerbContext context, CancellationToken stop)
    {
        var (input, output) = (context.Parsed.GetValue(In)!, context.Parsed.GetValue(Out)!);
        var to = context.Parsed.GetValue(To) ?? Path.GetExtension(output) switch { ".xml" or ".cap" => "cap", ".stix" => "stix", ".misp" => "misp", _ => "geojson" };
        if (!ExportReport.TryParse(to, out var format) || format == ExportFormat.MispFeed) throw new IOException($"'{to}' is none of geojson, cap, stix, misp");
        await using var source = input == "-" ? context.Terminal.In : File.OpenRead(context.Terminal.Path(input));
        var (read, written) = await WriteTo(context, output, stream =>
            new Converter(TimeProvider.System).Convert(source, input, ReadFormat(context.Parsed.GetValue(From)), stream, format, stop));
        foreach (var (at, reason) in read.Refused) context.Err.WriteLine($"refused {at}: {reason}");
        TellLeftOut(context, written);
        return read.Failure is not null ? Verb.NotDone : Verb.Done;
    }

    static void TellLeftOut(VerbContext context, ExportReport report)
    {
        foreach (var (record, reason) in report.LeftOut) context.Err.WriteLine($"left out {record}: {reason}");
        context.Err.WriteLine($"{report.Written} written, {report.LeftOut.Count} left out");
    }

    /// <summary>Writes beside the file and moves it there once it is whole, so that nobody reads half of it.</summary>
    internal static async Task<T> WriteTo<T>(VerbContext context, string file, Func<Stream, Task<T>> write)
    {
        if (file == "-")
        {
            await using var text = new TextStream(context.Out);
            return await write(text);
        }
        var path = context.Terminal.Path(file);
        var temporary = path + ".part";
        T result;
        await using (var stream = File.Create(temporary)) result = await write(stream);
        File.Move(temporary, path, overwrite: true);
        return result;
    }

    /// <summary>A mistyped option is not to pass for a file that is missing.</summary>
    static void NoOption(ArgumentResult files)
    {
        foreach (var token in files.Tokens.Where(token => token.Value.StartsWith("--", StringComparison.Ordinal)))
            files.AddError($"there is no option {token.Value}; a file of that name is ./{token.Value}");
    }

    static CountSettings ReadCounts(VerbContext context) => new()
    {
        Dates = context.Parsed.GetValue(Dates) switch
        {
            null => DateOrder.NotSaid,
            "dmy" => DateOrder.DayMonthYear,
            "mdy" => DateOrder.MonthDayYear,
            var other => throw new IOException($"'{other}' is neither dmy nor mdy"),
        },
        Start = context.Parsed.GetValue(Start),
        Topic = context.Parsed.GetValue(Topic),
        Measure = context.Parsed.GetValue(Measured) switch
        {
            null => null,
            "cases" => Measure.Cases,
            "deaths" => Measure.Deaths,
            var other => throw new IOException($"'{other}' is neither cases nor deaths"),
        },
    };

    /// <summary>For how long rows are kept; nothing: they are not.</summary>
    static Duration? ReadKeeping(VerbContext context, bool isPrivate)
    {
        var text = context.Parsed.GetValue(KeepFor);
        if (!context.Parsed.GetValue(KeepRows)) return text is null ? null : throw new IOException("--keep-for says how long rows are kept: it goes with --keep-rows");
        if (!isPrivate) throw new IOException("--keep-rows is for this party's private circle alone: what a list says of persons is shared with nobody");
        if (text is null) return Duration.FromDays(KeepDaysUsual);
        return text is [.. var digits, 'd'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= KeepDaysMin and <= KeepDaysMax
            ? Duration.FromDays(days)
            : throw new IOException($"'{text}' is not a number of days from {KeepDaysMin}d to {KeepDaysMax}d");
    }

    static CapTrust ReadSignatures(VerbContext context)
    {
        var (by, word) = (context.Parsed.GetValue(SignedBy), context.Parsed.GetValue(Signature));
        if (word is not (null or "required" or "wanted")) throw new IOException($"'{word}' is neither required nor wanted");
        if (by is null) return word is null ? CapTrust.None : throw new IOException("--signature says what becomes of alerts that nobody pinned has signed: it goes with --signed-by");
        return PinnedCertificates.Read(context.Terminal.Path(by), word == "required");
    }

    static FileFormat ReadFormat(string? name)
    {
        if (name is null) return FileFormat.Unknown;
        return DoorFormats.TryParse(name, out var format) ? format : throw new IOException($"'{name}' is none of {DoorFormats.All}");
    }
}
