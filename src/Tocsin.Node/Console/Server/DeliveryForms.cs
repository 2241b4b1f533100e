using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Tocsin.Node.Delivery;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn.Calls;

namespace Tocsin.Node.Ui;

/// <summary>A channel is tried by form, before it is needed.</summary>
static class DeliveryForms
{
    // A try takes half a minute at most: one at a time.
    static readonly SemaphoreSlim One = new(1);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/deliveries/test", Test).RequirePermission(Permission.ManageOfficers)
        .WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(ConsoleLimits.FormBytesMax));

    static async Task<IResult> Test(HttpContext http, TocsinNode node, CallSending sending, DeliveriesScreen screen, [FromForm] string? channel)
    {
        var stop = http.RequestAborted;
        if (ChannelsFile.Read(node.Folder.Channels) is not ChannelsRead.Good { Book: var book } || book.Find(channel ?? "") is not { } found)
            return await Say(StatusCodes.Status404NotFound, Texts.Of("deliveries.noChannel", channel ?? ""));
        if (!await One.WaitAsync(TimeSpan.Zero, stop)) return await Say(StatusCodes.Status409Conflict, Texts.Of("deliveries.busy"));
        try
        {
            return await sending.Send(found, Message(node, book), stop) switch
            {
                Sending.Taken => TypedResults.LocalRedirect("/deliveries?done=taken"),
                Sending.Failed failed => await Say(StatusCodes.Status422UnprocessableEntity, Texts.Of("deliveries.failed", found.Name, failed.Why)),
                Sending.Refused refused => await Say(StatusCodes.Status422UnprocessableEntity, Texts.Of("deliveries.failed", found.Name, refused.Why)),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        finally
        {
            One.Release();
        }

        async Task<IResult> Say(int status, string why) => PageAnswer.Of<DeliveriesPage>(nameof(DeliveriesPage.Given), await screen.Read(CurrentOfficer.Of(http)!, why, done: null, stop), status);
    }

    /// <summary>A call that says what it is, to people and to programs: no thread of the log has its name.</summary>
    static CallMessage Message(TocsinNode node, ChannelBook book)
    {
        var now = node.Sources.Clock.Now();
        return new CallMessage
        {
            Delivery = $"test-{now.ToUnixTimeMilliseconds()}", Party = node.Party.Name, Thread = "test", Step = 0, Status = CapStatus.Test, Severity = Severity.Minor,
            Headline = Texts.Of("deliveries.test.headline"), Why = Texts.Of("deliveries.test.why"), Reason = Texts.Of("deliveries.test.reason"), At = now, RangAt = now,
            Link = book.Link is { } link ? new Uri(link, "/deliveries").ToString() : "/deliveries",
        };
    }
}
