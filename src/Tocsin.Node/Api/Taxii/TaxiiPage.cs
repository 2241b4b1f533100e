using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Tocsin.Share.Collections;

namespace Tocsin.Node.Api.Taxii;

/// <summary>An envelope (§3.7), written as it goes: what others said is not parsed again.</summary>
sealed class TaxiiPage(CollectionPage page) : IResult
{
    const int FlushBytes = 256 << 10;

    /// <summary>Says when what is in a page came into the collection (§3.3).</summary>
    public static void Date(HttpContext http, CollectionPage page)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        if (page.Objects.Count == 0) return;
        http.Response.Headers["X-TAXII-Date-Added-First"] = TaxiiText.Moment(page.Objects[0].Added);
        http.Response.Headers["X-TAXII-Date-Added-Last"] = TaxiiText.Moment(page.Objects[^1].Added);
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext http)
    {
        Date(http, page);
        http.Response.ContentType = TaxiiMedia.Taxii;
        var body = http.Response.BodyWriter;
        body.Write("{"u8);
        if (page.More) Write(body, $"\"more\":true,\"next\":\"{TaxiiQuery.Write(page.Next)}\"");
        else if (page.Texts.Count > 0) body.Write("\"more\":false"u8);
        for (var i = 0; i < page.Texts.Count; i++)
        {
            body.Write(i == 0 ? ",\"objects\":["u8 : ","u8);
            Write(body, page.Texts[i]);
            if (body.UnflushedBytes > FlushBytes) await body.FlushAsync(http.RequestAborted);
        }
        body.Write(page.Texts.Count > 0 ? "]}"u8 : "}"u8);
        await body.FlushAsync(http.RequestAborted);
    }

    static void Write(PipeWriter body, string text) => Encoding.UTF8.GetBytes(text, body);
}
