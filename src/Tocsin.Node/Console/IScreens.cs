namespace Tocsin.Node.Ui;

/// <summary>What the pages show. Pages ask and never write; forms post to the node's own endpoints.</summary>
public interface IScreens
{
    /// <summary>What frames every page.</summary>
    Task<ShellView> Shell(CancellationToken stop);

    /// <summary>The warnings that match.</summary>
    Task<WarningListView> Warnings(WarningQuery query, CancellationToken stop);

    /// <summary>One warning, or null if there is none of that id.</summary>
    Task<WarningView?> Warning(string id, CancellationToken stop);

    /// <summary>The warnings that a search finds.</summary>
    Task<WarningSearchView> Search(WarningSearch query, CancellationToken stop);

    /// <summary>Who was heard.</summary>
    Task<SourcesView> Sources(CancellationToken stop);

    /// <summary>The series that a search finds.</summary>
    Task<SeriesListView> Series(SeriesSearch query, CancellationToken stop);

    /// <summary>One series, or null if there is none of that id.</summary>
    Task<SeriesView?> OneSeries(string id, string range, CancellationToken stop);

    /// <summary>The stations that a search finds.</summary>
    Task<StationListView> Stations(StationSearch query, CancellationToken stop);

    /// <summary>One station, or null if there is none of that id.</summary>
    Task<StationView?> OneStation(string id, string range, CancellationToken stop);

    /// <summary>The circles that this node knows of.</summary>
    Task<CirclesView> Circles(CancellationToken stop);

    /// <summary>One circle, or null if there is none of that id.</summary>
    Task<CircleView?> Circle(string id, string? done, CancellationToken stop);

    /// <summary>What officers on duty must know of partners.</summary>
    Task<PartnersView> Partners(CancellationToken stop);

    /// <summary>The watches in force.</summary>
    Task<WatchesView> Watches(string? done, CancellationToken stop);

    /// <summary>The rules in force.</summary>
    Task<RulesView> Rules(string? done, CancellationToken stop);

    /// <summary>What a shift must know, and hands over.</summary>
    Task<ShiftView> Shift(string? done, CancellationToken stop);

    /// <summary>Who is on duty when.</summary>
    Task<RosterView> Roster(string? done, CancellationToken stop);

    /// <summary>Which calls went out.</summary>
    Task<DeliveriesView> Deliveries(string? done, CancellationToken stop);

    /// <summary>Who may sign in.</summary>
    Task<OfficersView> Officers(string? done, CancellationToken stop);

    /// <summary>One's own account.</summary>
    Task<AccountView> Account(string? done, CancellationToken stop);

    /// <summary>Who did what.</summary>
    Task<AuditView> Audit(AuditQuery query, CancellationToken stop);

    /// <summary>An empty report form.</summary>
    Task<ReportView> Report(CancellationToken stop);

    /// <summary>The records that match.</summary>
    Task<RecordListView> Records(RecordQuery query, CancellationToken stop);

    /// <summary>One record, or null if there is none of that id.</summary>
    Task<RecordView?> Record(string id, CancellationToken stop);

    /// <summary>The sign-in form.</summary>
    Task<SignInView> SignIn(string returnTo, string? problem, CancellationToken stop);
}
