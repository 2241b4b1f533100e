using Tocsin.Node.Officers;

namespace Tocsin.Node.Ui;

/// <summary>A part of a page that is pushed by itself, and for whom: two pages that show the same share it. A closed set.</summary>
abstract record Fragment
{
    Fragment() { }

    /// <summary>The top bar. It names the officer.</summary>
    public sealed record Top(CurrentOfficer Officer) : Fragment;

    /// <summary>What must not be overlooked.</summary>
    public sealed record Notices : Fragment;

    /// <summary>The story's bar.</summary>
    public sealed record Story : Fragment;

    /// <summary>The warning list.</summary>
    public sealed record Warnings(WarningQuery Query) : Fragment;

    /// <summary>The warnings that a search finds.</summary>
    public sealed record FoundWarnings(WarningSearch Query) : Fragment;

    /// <summary>Who was heard.</summary>
    public sealed record Heard : Fragment;

    /// <summary>The series that a search finds.</summary>
    public sealed record FoundSeries(SeriesSearch Query) : Fragment;

    /// <summary>A series' sheet.</summary>
    public sealed record OneSeries(string Id, string Range) : Fragment;

    /// <summary>The stations that a search finds.</summary>
    public sealed record FoundStations(StationSearch Query) : Fragment;

    /// <summary>A station's sheet.</summary>
    public sealed record OneStation(string Id, string Range) : Fragment;

    /// <summary>What officers on duty must know of partners.</summary>
    public sealed record Partners : Fragment;

    /// <summary>The circles.</summary>
    public sealed record Circles : Fragment;

    /// <summary>A circle's sheet, for who may agree to charters or may not.</summary>
    public sealed record OneCircle(string Id, bool MayConsent) : Fragment;

    /// <summary>What a shift must know, as one officer sees it.</summary>
    public sealed record Shift(CurrentOfficer Officer) : Fragment;

    /// <summary>A warning's sheet.</summary>
    public sealed record OneWarning(string Id) : Fragment;

    /// <summary>The record list.</summary>
    public sealed record Records(RecordQuery Query) : Fragment;

    /// <summary>A record's sheet, for who may publish it or may not.</summary>
    public sealed record OneRecord(string Id, bool MayShare) : Fragment;

    /// <summary>What a page is made of, as one officer sees it.</summary>
    public static IEnumerable<Fragment> Of(ShownPage page, CurrentOfficer officer)
    {
        yield return new Top(officer);
        yield return new Notices();
        yield return new Story();
        switch (page)
        {
            case ShownPage.Duty duty:
                yield return new Partners();
                yield return new Warnings(duty.Query);
                break;
            case ShownPage.Warnings found: yield return new FoundWarnings(found.Query); break;
            case ShownPage.Sources: yield return new Heard(); break;
            case ShownPage.Series found: yield return new FoundSeries(found.Query); break;
            case ShownPage.OneSeries one: yield return new OneSeries(one.Id, one.Range); break;
            case ShownPage.Stations found: yield return new FoundStations(found.Query); break;
            case ShownPage.OneStation one: yield return new OneStation(one.Id, one.Range); break;
            case ShownPage.Shift: yield return new Shift(officer); break;
            case ShownPage.OneWarning one: yield return new OneWarning(one.Id); break;
            case ShownPage.Records records: yield return new Records(records.Query); break;
            case ShownPage.OneRecord one: yield return new OneRecord(one.Id, officer.Roles.May(Permission.Share)); break;
            case ShownPage.Circles: yield return new Circles(); break;
            case ShownPage.OneCircle one: yield return new OneCircle(one.Id, CircleScreen.MayConsent(officer)); break;
        }
    }
}
