using System.Net;
using System.Text.RegularExpressions;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Tests.Program;
using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>The pages of circles, with partners' nodes that really share.</summary>
public sealed class CirclesPagesTests : IAsyncLifetime
{
    CircleNode node = null!;
    PageReader linh = null!, admin = null!, auditor = null!;

    string Page => $"/circles/{node.Id}";

    public async Task InitializeAsync()
    {
        node = await CircleNode.Start(new Entry.SignIn());
        (linh, admin, auditor) = (await Reader("linh", Roles.Officer), await Reader("ada", Roles.Administrator), await Reader("karim", Roles.Auditor));
    }

    async Task<PageReader> Reader(string name, Roles roles)
    {
        await node.Console.AddOfficer(name, roles);
        var reader = new PageReader(node.Console.Origin);
        await reader.SignIn(name);
        return reader;
    }

    public async Task DisposeAsync()
    {
        foreach (var reader in new[] { linh, admin, auditor }) reader.Dispose();
        await node.DisposeAsync();
    }

    static void Has(string page, params string[] words)
    {
        var text = WebUtility.HtmlDecode(page);
        foreach (var each in words) Assert.Contains(each, text, StringComparison.Ordinal);
    }

    static async Task<string> Body(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

    [Fact]
    public async Task The_list_and_the_page_say_how_it_stands()
    {
        await node.Shared();
        var list = await auditor.Read("/circles");
        Has(list, "health", "Outbreaks that may cross a border", "TLP:AMBER", "in force", "Coast Guard of Tests, Agency of Gamma, Ministry of Beta", "silent or cut off since", "EXERCISE", "drill: nothing in it is real.");
        Assert.Single(Regex.Matches(list, "<tr[^>]* data-exercise"));
        Assert.DoesNotContain("data-fault", list, StringComparison.Ordinal);

        var page = await auditor.Read(Page);
        Has(page, "3 of 3 members", "The circle was founded", "Ministry of Beta (", "joins", "Nothing is proven against anybody.", "since epoch 2", "since epoch 3", "agreed: Coast Guard of Tests, Ministry of Beta", "tocsin circle leave");
        Assert.Matches("""data-hearing="Fresh">heard[^<]*</span>\s*<time""", page);
        Assert.Matches("""data-hearing="Silent">silent or cut off since""", page);
        Assert.DoesNotContain("banner exercise", page, StringComparison.Ordinal);
        Has(await auditor.Read($"/circles/{node.Drill.Id.ToBase64Url()}"), "banner exercise", "TLP:GREEN");

        Assert.Equal(HttpStatusCode.NotFound, (await linh.Get("/circles/nonsense")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await linh.Get($"/circles/{node.Console.Node.Log.Circle.ToBase64Url()}")).StatusCode);
        Has(await linh.Read("/"), "notice silent", "Agency of Gamma", "silent or cut off since");
    }

    [Fact]
    public async Task An_administrator_agrees_to_what_another_proposes()
    {
        await node.Propose("Outbreaks, and their <causes>");
        var charter = node.Circle.Proposals.Single().Charter.Hash().ToBase64Url();
        Has(await linh.Read(Page), "Purpose: Outbreaks, and their <causes>", "1 of 3 agreed.", "waits for an administrator of this party");
        Assert.Equal(HttpStatusCode.Forbidden, (await linh.Post($"{Page}/consent", Page, fields: [("charter", charter)])).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.Post($"{Page}/consent", Page, fields: [("charter", charter)])).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Post($"{Page}/consent", Page, script: false, fields: [("charter", "other")])).StatusCode);
        Has(await admin.Read("/circles"), "1 change proposed");
        Has(await admin.Read(Page), "aria-label=\"Consent: Purpose: Outbreaks, and their <causes>\"");

        Assert.Equal($"{Page}?done=consented", (await admin.Post($"{Page}/consent", Page, script: false, fields: [("charter", charter)])).Headers.Location?.ToString());
        Has(await admin.Read($"{Page}?done=consented"), "This party has agreed.", "2 of 3 agreed.", "may still agree: Agency of Gamma");
        var theirs = node.Gamma.Node.Register.Circle(node.Circle.Id)!;
        await CircleNode.Until(() => theirs.Proposals.Length > 0);
        await node.Gamma.Desk.Consent(theirs, theirs.Proposals.Single(), default);
        await CircleNode.Until(() => node.Circle.Current!.Epoch == 4);
        var page = await admin.Read(Page);
        Has(page, "<p>Outbreaks, and their &lt;causes&gt;</p>".Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal));
        Assert.DoesNotContain("Waiting for agreement", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partners_record_is_passed_on_as_far_as_it_may_be_and_the_page_says_why_not()
    {
        await node.Alpha.Desk.Found(new("onward", "Passing on", Tlp.Amber, Exercise: false, History: true, Quorum: null, Succeeds: null), default);
        var beta = node.Beta.Node.Logs.Of(node.Circle.Id)!;
        var said = (Appended.Stored)await beta.Append(new Draft
        {
            Kind = Kind.Note, What = new NoteFacts(), Where = new Where { Name = "the port" }, Texts = [new TextBlock { Headline = "A word of <Beta>" }],
        }, default);
        var key = Tocsin.Node.Ui.RecordKeys.Of(said.Address, Guid.Empty, node.Console.Node.Log);
        await CircleNode.Until(async () => await node.Console.Node.Views.Row(said.Address, default) is not null);
        var page = $"/records/{key}";
        Has(await linh.Read(page), "Pass on to a circle…", "Not to onward: what is marked TLP:AMBER is passed on only with its author's consent", "Not to drill: TLP:GREEN is laxer than TLP:AMBER");
        Assert.DoesNotContain("share-form", await linh.Read(page), StringComparison.Ordinal);
        var onward = node.Console.Node.Circle("onward").Id;
        Assert.Contains("author's consent", await Body(await linh.Post($"{page}/share", "/", script: false, fields: [("circle", onward.ToBase64Url())])), StringComparison.Ordinal);

        await node.Beta.Node.Settle(default);
        var consent = (Tocsin.Share.Consenting.Given)await new Tocsin.Share.ConsentToRelay(beta, node.Beta.Node.Records, node.Beta.Node.Views).Consent(said.Address, onward, withPersonal: false, "o-beta", default);
        await CircleNode.Until(async () => await node.Console.Node.Views.Row(consent.Address, default) is not null);
        await node.Console.Settle();
        Has(await linh.Read(page), "share-form", "with the proof");
        var relayed = (await linh.Post($"{page}/share", page, script: false, fields: [("circle", onward.ToBase64Url()), ("without", "where"), ("without", "personal")])).Headers.Location!.ToString();
        var shown = await linh.Read(relayed);
        Has(shown, "A word of <Beta>", "Passed on by Coast Guard of Tests. Ministry of Beta (", "marked it TLP:AMBER", "Its author consented to this circle.");
        Assert.DoesNotContain("the port", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_whose_rule_publishes_says_why_it_stayed()
    {
        var console = node.Console.Node;
        var rules = Tocsin.Warn.Rules.RuleBook.DefaultText().Replace("    kind: earthquake\n", "    kind: earthquake\n    publish: health\n", StringComparison.Ordinal);
        await node.Console.Settle();
        Assert.IsType<Tocsin.Warn.Adopting.Done>(await new Tocsin.Warn.AdoptRules(console.Journal, console.Views, console.Records) { CircleFault = console.CircleFault }.Handle(rules, "o-1", default));
        Draft Quake(string id) => new()
        {
            Kind = Kind.Observation, Where = new Where { Geometry = new NetTopologySuite.Geometries.Point(121.65, 24.17) }, Source = new Source { Key = new SourceKey("usgs", "us", [id], null) },
            What = new EventFacts
            {
                Type = "earthquake", Category = Category.Geo, At = NodaTime.Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) - NodaTime.Duration.FromMinutes(5),
                Numbers = new Dictionary<string, double> { ["magnitude"] = 6.8, ["depthKm"] = 10 },
            },
        };
        await console.Journal.Append(Quake("ours"), default);
        await node.Console.Settle();
        var stayed = Assert.Single(await new Tocsin.Warn.ListWarnings(console.Views).Handle(10, default));
        Has(await linh.Read($"/warnings/{stayed.Id}"), "Not published in health by its rule: none of its evidence stands in that circle. An officer may publish it.");
    }

    [Fact]
    public async Task A_record_is_published_and_the_partners_say_what_they_hold()
    {
        var stored = (Appended.Stored)(await node.Console.Observe(1))[0];
        await node.Console.Settle();
        var record = $"/records/{stored.Leaf.Id}";
        Has(await linh.Read(record), "Nobody: it stands in this party's private circle.", "Share into circle…");
        Assert.DoesNotContain("Share into circle…", WebUtility.HtmlDecode(await auditor.Read(record)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.Post($"{record}/share", record, fields: [("circle", node.Id)])).StatusCode);
        var refused = await linh.Post($"{record}/share", record, script: false, fields: [("circle", "nowhere")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Choose a circle in which this party writes.", await Body(refused), StringComparison.Ordinal);
        var whole = await linh.Post($"{record}/share", record, script: false, fields: [("circle", node.Id), ("without", "what")]);
        Assert.Contains("the facts of a record are never left out", await Body(whole), StringComparison.Ordinal);

        var published = (await linh.Post($"{record}/share", record, script: false, fields: [("circle", node.Id), ("without", "where")])).Headers.Location!.ToString();
        Assert.StartsWith($"/records/{node.Id}.", published, StringComparison.Ordinal);
        Assert.Equal(published, (await linh.Post($"{record}/share", record, script: false, fields: [("circle", node.Id), ("without", "where")])).Headers.Location!.ToString());
        Has(await linh.Read(published), "hotspot 0", "TLP:AMBER", $"href=\"{Page}\"", "They do not say that anybody has read it.", "Agency of Gamma (");
        await node.Shared();
        await CircleNode.Until(async () => Regex.IsMatch(await linh.Read(published), @"Ministry of Beta \([^)]+\)</b>\s*<span>holds leaf and content</span>"));

        Has(await linh.Read($"/records?circle={node.Id}&words=hotspot"), "1 record");
        Has(await linh.Read("/records?circle=health&words=hotspot"), "circle-badge", published);
        Assert.DoesNotContain("circle-badge", await linh.Read("/records?circle=private&words=hotspot"), StringComparison.Ordinal);
        Has(await linh.Read("/records?circle=nowhere"), "There is no circle nowhere");
    }

    [Fact]
    public async Task A_warning_is_published_and_what_a_partner_says_bears_its_name()
    {
        var thread = await node.Console.Warn("Storm surge");
        await node.Console.Settle();
        var page = $"/warnings/{thread}";
        Has(await linh.Read(page), "Share into circle…", $"action=\"{page}/share\"");
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.Post($"{page}/share", page, fields: [("circle", node.Id)])).StatusCode);
        Assert.Contains("Choose a circle", await Body(await linh.Post($"{page}/share", page, script: false)), StringComparison.Ordinal);
        var published = (await linh.Post($"{page}/share", page, script: false, fields: [("circle", node.Id)])).Headers.Location!.ToString();
        Has(await linh.Read(published), "Storm surge", "Warning");

        await node.Beta.Node.Logs.Of(node.Circle.Id)!.Append(new Draft
        {
            Kind = Kind.Note, What = new NoteFacts(), Texts = [new TextBlock { Headline = "Beta has seen it" }],
        }, default);
        await CircleNode.Until(async () => (await linh.Read("/records?circle=health&words=beta")).Contains("Beta has seen it", StringComparison.Ordinal));
        var list = await linh.Read("/records?circle=health&words=beta");
        Has(list, "<span class=\"author\">Ministry of Beta</span>");
        Has(await linh.Read(Regex.Match(list, "href=\"(/records/[^\"?]+)\"").Groups[1].Value), "It is Ministry of Beta's: who else holds it is for its author to know.");
    }

    [Fact]
    public async Task What_is_proven_against_a_partner_is_red_and_is_there_to_be_taken_along()
    {
        var name = await node.Convict();
        const string Says = "signed two different histories of its log, both of 7 records.";
        foreach (var path in new[] { "/", "/circles", Page }) Has(await auditor.Read(path), "Ministry of Beta (", Says);
        Assert.Contains("notice fault", await auditor.Read("/"), StringComparison.Ordinal);
        Assert.Contains("data-fault", await auditor.Read("/circles"), StringComparison.Ordinal);
        Has(await auditor.Read(Page), "Does not verify", $"href=\"{Page}/evidence/{name}\" download");
        var file = await auditor.Get($"{Page}/evidence/{name}");
        var evidence = ForkEvidence.Read(await file.Content.ReadAsByteArrayAsync()).Value;
        Assert.Null(evidence.Verify(node.Alpha.Node.Register.KeysEver(evidence.Log)));
        Assert.Equal(HttpStatusCode.NotFound, (await auditor.Get($"{Page}/evidence/other")).StatusCode);

        var (alpha, folder, listed) = (node.Alpha.Node, Directory.CreateTempSubdirectory("tocsin-evidence-").FullName, $"evidence-{name.Replace('/', '-')}.json");
        var ran = await Cli.Run(alpha, "circle", "evidence");
        Assert.Equal((1, listed), (ran.Exit, ran.Out.Trim()));
        ran = await Cli.Run(alpha, "circle", "evidence", "--export", folder, "--json");
        Assert.Equal((1, 1), (ran.Exit, ran.Json().GetArrayLength()));
        var exported = ForkEvidence.Read(File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder)))).Value;
        Assert.Equal((listed, evidence.Text()), (Path.GetFileName(Directory.GetFiles(folder)[0]), exported.Text()));
        Assert.Null(exported.Verify(node.Alpha.Node.Register.KeysEver(exported.Log)));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What a partner's node serves does not fit the head that it signed: nobody is convicted, and it is red until an administrator has looked into it.</summary>
    [Fact]
    public async Task A_log_that_does_not_verify_is_red_without_evidence_until_it_is_taken_up_again()
    {
        await node.Shared();
        node.Beta.ServesFalsely = true;
        var log = node.Beta.Node.Logs.Of(node.Circle.Id)!;
        await log.Append(new Draft { Kind = Kind.Note, What = new NoteFacts(), Texts = [new TextBlock { Headline = "Served wrongly" }] }, default);
        var sync = await node.Alpha.Node.Sharing.Of(node.Circle, default);
        await CircleNode.Until(() => sync.Logs.Single(each => each.Log == log.Log).Frozen is not null);

        string[] red = ["The log of Ministry of Beta (", "(incarnation 1) does not verify here, and nothing more of it is taken: what its author serves does not lead to the head it signed:"];
        foreach (var path in new[] { "/", "/circles", Page }) Has(await auditor.Read(path), red);
        Assert.Contains("notice fault", await auditor.Read("/"), StringComparison.Ordinal);
        Assert.Contains("data-fault", await auditor.Read("/circles"), StringComparison.Ordinal);
        Has(await auditor.Read(Page), "Does not verify", "class=\"problem\" role=\"alert\"", "Nothing is proven against anybody.");
        Assert.Contains("frozen: what its author serves does not lead to the head it signed", (await Cli.Run(node.Alpha.Node, "sync", "health")).Out, StringComparison.Ordinal);

        node.Beta.ServesFalsely = false;
        (await Cli.Run(node.Alpha.Node, "sync", "health", "--lift", "Ministry of Beta")).Done();
        await CircleNode.Until(() => sync.Logs.Single(each => each.Log == log.Log) is { Frozen: null } now && now.Size == log.Head.Size);
        Assert.DoesNotContain("Does not verify", await auditor.Read(Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frozen_circle_says_so_and_the_one_that_follows_it_under_its_name_works()
    {
        await node.Freeze();
        Has(await auditor.Read("/circles"), "data-circle=\"Frozen\">frozen", "Ministry of Beta (", "agreed to two different charters of epoch 5.");
        Has(await auditor.Read(Page), "Two charters of one epoch are agreed to: nothing new is signed, cosigned or served in this circle. A new circle may follow it.",
            "Name: health → fevers", "Purpose: Fevers alone", "agreed: Coast Guard of Tests, Ministry of Beta", "agreed: Agency of Gamma, Ministry of Beta");
        var alpha = node.Alpha.Node;
        var shown = (await Cli.Run(alpha, "circle", "show", "health")).Done().Out;
        foreach (var words in new[] { "this party finds it frozen: two charters of one epoch are agreed to", "epoch 5: terms; agreed: ", $"tocsin circle new NAME --succeeds {node.Id}" }) Assert.Contains(words, shown, StringComparison.Ordinal);
        Assert.Equal(2, (await Cli.Run(alpha, "circle", "show", "health", "--json")).Done().Json().GetProperty("rivals").GetArrayLength());
        (await Cli.Run(alpha, "report", "--event", "Nobody hears it", "--circle", "health")).NotDone("the circle 'health' is frozen: two charters of one epoch are agreed to");
        (await Cli.Run(alpha, "circle", "new", "health", "--purpose", "Outbreaks")).NotDone("there is a circle 'health' already");
        (await Cli.Run(alpha, "circle", "new", "health", "--purpose", "Outbreaks, and one charter", "--succeeds", "health")).Done();

        var next = alpha.Circle("health");
        Assert.Equal((node.Id, false), (next.Genesis!.Succeeds, next.IsFrozen));
        (await Cli.Run(alpha, "circle", "new", "health", "--purpose", "Outbreaks")).NotDone("there is a circle 'health' already");
        await node.Follow(next);
        (await Cli.Run(alpha, "report", "--event", "Cholera", "--category", "Health", "--severity", "Severe", "--circle", "health")).Done();
        var log = alpha.Logs.Of(next.Id)!;
        await CircleNode.Until(async () => await node.Gamma.Node.Records.Read(new RecordAddress(log.Log, log.Head.Size - 1), default) is not null);
        Has(await auditor.Read($"/circles/{next.Id.ToBase64Url()}"), "Founded to follow the circle health", "Agency of Gamma", $"href=\"{Page}\"");
        Has(await auditor.Read(Page), "Two charters of one epoch are agreed to");
    }

    [Fact]
    public async Task A_circle_in_which_this_party_can_write_keeps_its_name_whoever_founds_one_that_follows_it()
    {
        // The second member founds it and invites this party, which joins.
        var next = await node.Beta.Desk.Found(new("health", "Outbreaks, elsewhere", Tlp.Amber, Exercise: false, History: true, Quorum: null, Succeeds: node.Id), default);
        var invitation = await node.Beta.Desk.Invite(next, PapersFile.Of(node.Alpha.Node.Register.Chain(node.Alpha.Node.Own.Id)!), default);
        await node.Beta.Take((await node.Alpha.Desk.Join(invitation, default)).Answer);
        await node.Alpha.Take(PapersFile.Of(node.Beta.Node.Register, next));
        Assert.Contains(node.Alpha.Node.Own.Id, node.Alpha.Node.Register.Circle(next.Id)!.MembersNow);
        Assert.Contains("is the name of several circles", Assert.Throws<IOException>(() => node.Alpha.Node.Circle("health")).Message, StringComparison.Ordinal);
        Assert.Equal(node.Circle.Id, node.Alpha.Node.Circle(node.Id).Id);
    }

    [Fact]
    public async Task Two_documents_of_one_number_convict_who_signed_them()
    {
        using var root = node.Gamma.Node.Own.Keys.Read(NodeKeys.Root);
        var second = node.Gamma.Node.Party.WithName("Agency of Nobody").Sign(root);
        Assert.IsType<PartyTaking.Convicted>(await node.Alpha.Node.Register.Take(second, default));
        var page = await linh.Read(Page);
        Has(page, $"signed two different party documents with the number {node.Gamma.Node.Party.Number}.");
        var file = Regex.Match(page, "href=\"([^\"]+/evidence/[^\"]+)\"").Groups[1].Value;
        Assert.True(Conviction.Read(await linh.Read(file)).IsValue);
    }

    [Fact]
    public async Task An_open_page_is_told_of_what_is_proposed()
    {
        using var live = await LivePage.Show(node.Console.Origin, Page, cookies: linh.Cookies);
        await live.Text("<article id=\"circle\"", text => !text.Contains("Waiting for agreement", StringComparison.Ordinal));
        await node.Propose("Fevers");
        await live.Text("<article id=\"circle\"", text => text.Contains("Purpose: Fevers", StringComparison.Ordinal));
    }
}
