using NodaTime;
using Tocsin.Node.Api.Taxii;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Xunit;

namespace Tocsin.Tests.Api;

/// <summary>Statuses of posts are kept for a while, and never more of them than is said.</summary>
public sealed class StatusShelfTests : IDisposable
{
    static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    readonly string folder = Directory.CreateTempSubdirectory("tocsin-status-").FullName;
    readonly NodeFolder node;
    readonly StatusShelf shelf;

    public StatusShelfTests()
    {
        node = NodeFolder.Create(Path.Combine(folder, "node"), Founding.Of("Shelf", TimeProvider.System, Chance.System).Value, "Shelf", Chance.System);
        shelf = new StatusShelf(node);
    }

    public void Dispose()
    {
        shelf.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void What_is_too_old_leaves_the_file_with_the_next_post()
    {
        shelf.Keep("old", "t", Noon, "long gone words"u8.ToArray());
        Assert.NotNull(shelf.Find("old", "t", Noon + Duration.FromHours(TaxiiLimits.StatusHours)));
        shelf.Keep("new", "other", Noon + Duration.FromHours(TaxiiLimits.StatusHours) + Duration.FromSeconds(1), "new"u8.ToArray());
        Assert.Null(shelf.Find("old", "t", Noon));
        Assert.NotNull(shelf.Find("new", "other", Noon + Duration.FromHours(TaxiiLimits.StatusHours)));
        shelf.Dispose();
        Assert.All(Directory.GetFiles(Path.Combine(folder, "node"), "*", SearchOption.AllDirectories), file => Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf("long gone words"u8)));
    }

    [Fact]
    public void One_token_keeps_so_many_and_takes_no_room_from_another()
    {
        shelf.Keep("first", "other", Noon, [1]);
        for (var i = 0; i <= TaxiiLimits.StatusesOfTokenMax; i++) shelf.Keep($"{i}", "t", Noon, [1]);
        Assert.Equal((false, true, true), (shelf.Find("0", "t", Noon) is not null, shelf.Find("1", "t", Noon) is not null, shelf.Find("first", "other", Noon) is not null));
    }

    [Fact]
    public void So_many_bytes_of_one_token_and_of_all_and_no_more()
    {
        var (ofToken, tokens) = (TaxiiLimits.StatusBytesOfTokenMax, TaxiiLimits.StatusBytesMax / TaxiiLimits.StatusBytesOfTokenMax);
        shelf.Keep("a", "t", Noon, new byte[ofToken - 1]);
        shelf.Keep("b", "t", Noon, new byte[1]);
        Assert.NotNull(shelf.Find("a", "t", Noon));
        shelf.Keep("c", "t", Noon, new byte[1]);
        Assert.Equal((false, true), (shelf.Find("a", "t", Noon) is not null, shelf.Find("b", "t", Noon) is not null));
        for (var i = 0; i < tokens; i++) shelf.Keep($"all{i}", $"t{i}", Noon, new byte[ofToken]);
        Assert.Equal((false, false, true), (shelf.Find("b", "t", Noon) is not null, shelf.Find("c", "t", Noon) is not null, shelf.Find("all0", "t0", Noon) is not null));
    }

    [Fact]
    public void After_a_restart_the_oldest_make_room_too_whatever_the_clock_said()
    {
        shelf.Keep("ahead", "other", Noon + Duration.FromDays(365), [1]);     // A clock that was wrong by a year.
        for (var i = 0; i < TaxiiLimits.StatusesOfTokenMax; i++) shelf.Keep($"{i}", "t", Noon, [1]);
        shelf.Dispose();
        using var again = new StatusShelf(node);
        again.Keep("one more", "t", Noon, [1]);
        Assert.Equal((false, true, true), (again.Find("0", "t", Noon) is not null, again.Find("1", "t", Noon) is not null, again.Find("one more", "t", Noon) is not null));
        again.Keep("next day", "t", Noon + Duration.FromHours(TaxiiLimits.StatusHours) + Duration.FromSeconds(1), [1]);
        Assert.Equal((false, false, true), (again.Find("1", "t", Noon) is not null, again.Find("one more", "t", Noon) is not null, again.Find("ahead", "other", Noon) is not null));
    }
}
