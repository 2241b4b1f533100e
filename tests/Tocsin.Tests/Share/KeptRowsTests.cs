using System.Text;
using NodaTime;
using Tocsin.Log;
using Tocsin.Share;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Tests.Officers;
using Xunit;

namespace Tocsin.Tests.Share;

/// <summary>Rows of lists of persons: counted at the door, kept only where that is asked for, and then until a date.</summary>
public sealed class KeptRowsTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    const string Rows = """
        # topic: measles
        # publisher: Agency
        case_id,patient,age,sex,date_onset,status,district,,patient
        zyxwid1,zyxwLinh,zyxw31,F,2018-01-29,confirmed,Hoi An,zyxwnote,zyxwsecond
        zyxwid2,zyxwMinh,zyxw32,M,2018-01-30,confirmed,Hoi An,,
        zyxwid3,zyxwLan,zyxw33,F,,confirmed,Hoi An,,

        """;

    // All that names or describes a person; the district is a part of the counts.
    static readonly string[] Secrets = ["zyxwid1", "zyxwLinh", "zyxw31", "zyxwnote", "zyxwsecond", "zyxwid2", "zyxwMinh", "zyxw32"];

    [Fact]
    public async Task Without_being_asked_for_no_trace_of_a_row_is_kept()
    {
        await using var desk = await Desk.Open();
        Assert.Equal((1, 1), Taken(await Import(desk, until: null)));
        await desk.Follow();
        foreach (var secret in Secrets) Assert.Empty(ErasureTests.Found(desk, secret));
        Assert.Empty(await desk.Store.Views.Search(new RecordQuery { Kind = "case" }, Stop));
    }

    [Fact]
    public async Task A_row_is_counted_and_kept_and_goes_at_its_date_without_a_trace()
    {
        var clock = new HandClock();
        await using var desk = await Desk.Open();
        var until = clock.Now() + Duration.FromDays(90);
        var report = await Import(desk, until);
        Assert.Equal((3, 1), Taken(report));
        Assert.Contains("2 rows became 1 counts, and the rows are kept beside them", Assert.Single(report.Repaired).Note, StringComparison.Ordinal);
        await desk.Follow();
        var first = await desk.Read(0);
        Assert.Equal((Kind.Case, new CaseFacts("measles"), null), (first.Leaf.Kind, (CaseFacts)first.What!, first.Where));
        Assert.Equal((until, PersonDoor.Purpose), (first.Personal!.Until, first.Personal.Purpose));
        Assert.Equal(
            ["(column 8)=zyxwnote", "age=zyxw31", "case_id=zyxwid1", "date_onset=2018-01-29", "district=Hoi An", "patient (column 9)=zyxwsecond", "patient=zyxwLinh", "sex=F", "status=confirmed"],
            first.Personal.Data.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
        foreach (var secret in Secrets)
        {
            Assert.NotEmpty(ErasureTests.Found(desk, secret));
            Assert.Empty(await desk.Store.Views.Search(new RecordQuery { Words = secret }, Stop));
        }

        Assert.Equal(0, await Sweep(desk, clock));
        clock.Pass(TimeSpan.FromDays(90));
        Assert.Equal(2, await Sweep(desk, clock));
        await desk.Follow();
        foreach (var secret in Secrets) Assert.Empty(ErasureTests.Found(desk, secret));
        Assert.True((await desk.Store.Records.Read(new RecordAddress(Desk.Log, 0), Stop))!.Content.IsEmpty);
        Assert.Equal("2 confirmed cases: measles, week 2018-W05", Assert.Single(await desk.Store.Views.Search(new RecordQuery { Kind = "count" }, Stop)).Headline);
        Assert.IsType<LogVerdict.Whole>(await desk.Verify());

        // What was erased does not come back with the next copy of the list.
        Assert.Equal(3, (await Import(desk, clock.Now() + Duration.FromDays(90))).Duplicates);
        foreach (var secret in Secrets) Assert.Empty(ErasureTests.Found(desk, secret));
    }

    [Fact]
    public async Task Told_again_a_row_is_a_duplicate_and_its_first_date_stands()
    {
        await using var desk = await Desk.Open();
        var until = Instant.FromUtc(2999, 1, 1, 0, 0);
        await Import(desk, until);
        var again = await Import(desk, until + Duration.FromDays(1));
        Assert.Equal((0, 3, 0), (again.Accepted, again.Duplicates, again.Revised));
        Assert.Equal(until, (await desk.Read(0)).Personal!.Until);
    }

    [Fact]
    public async Task A_kept_row_is_shared_with_nobody_and_whoever_erases_a_part_of_it_erases_it_all()
    {
        await using var desk = await Desk.Open();
        await Import(desk, Instant.FromUtc(2999, 1, 1, 0, 0));
        await desk.Follow();
        var circle = new Origin(Hash.Of("health"u8), Desk.Log.Party, 1);
        await using var shared = await desk.OpenJournal(circle);
        var publish = new PublishRecord(Desk.Log, shared, desk.Terms, desk.Store.Records, desk.Store.Views);
        var refused = Assert.IsType<Publishing.Refused>(await publish.Publish(new RecordAddress(Desk.Log, 0), [], marking: null, officer: null, Stop));
        Assert.Equal("a record of the kind case concerns this party alone", refused.Reason);

        Assert.IsType<Erasing.Erased>(await desk.Erase.Erase(new RecordAddress(Desk.Log, 0), [Group.Personal], "asked for", Stop));
        await desk.Follow();
        Assert.Empty(ErasureTests.Found(desk, "zyxwLinh"));
        Assert.Equal(RecordState.Erased, (await desk.Store.Views.Row(new RecordAddress(Desk.Log, 0), Stop))!.State);
        Assert.NotEmpty(ErasureTests.Found(desk, "zyxwMinh"));
    }

    static (long Accepted, int Refused) Taken(ImportReport report) => (report.Accepted, report.Refused.Count);

    static async Task<ImportReport> Import(Desk desk, Instant? until) =>
        await new Importer(desk.Journal, desk.Terms, TimeProvider.System).Import(new MemoryStream(Encoding.UTF8.GetBytes(Rows)), "list.csv", new ImportOptions { KeepRowsUntil = until }, Stop);

    static Task<int> Sweep(Desk desk, TimeProvider clock) =>
        new ErasePersonal(log => log.IsOfAuthorOf(desk.Journal.Log) ? desk.Journal : null, desk.Store.Records, desk.Store.Views, clock).Sweep(Stop);
}
