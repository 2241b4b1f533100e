using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Tocsin.Node.Ui;
using Xunit;

namespace Tocsin.Tests.Console;

public sealed class ReadingComponentTests
{
    /// <summary>Shows what took a while to read; rendered before, it would fail.</summary>
    public sealed class Slow : ReadingComponent
    {
        [Parameter] public Task<string> Source { get; set; } = null!;

        string read = null!;

        protected override async Task Read() => read = await Source;

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, read.ToUpperInvariant());
    }

    [Fact]
    public async Task What_is_read_later_is_rendered_once_it_is_there()
    {
        var source = new TaskCompletionSource<string>();
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var rendering = renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<Slow>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Source"] = source.Task }))).ToHtmlString());
        source.SetResult("the shift");
        Assert.Equal("THE SHIFT", await rendering);
    }

    /// <summary>Each component that reads does so before it is rendered.</summary>
    [Fact]
    public void No_component_reads_in_the_middle_of_its_life()
    {
        var components = typeof(App).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ComponentBase)) && type.Namespace == typeof(App).Namespace).ToList();
        Assert.Contains(typeof(App), components);
        Assert.All(components, type => Assert.True(
            type.GetMethod("OnInitializedAsync", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.DeclaringType == typeof(ComponentBase)
            && type.GetMethod("OnParametersSetAsync", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.DeclaringType == typeof(ComponentBase),
            $"{type.Name} reads after its first rendering: let it be a {nameof(ReadingComponent)}"));
    }
}
