using Microsoft.AspNetCore.Components;

namespace Tocsin.Node.Ui;

/// <summary>A component that shows what it reads, and is first rendered when that is there. Blazor's own would be rendered before,
/// with nothing to show, whenever the reading has to wait.</summary>
public abstract class ReadingComponent : ComponentBase
{
    /// <summary>Reads what is shown; parameters are set.</summary>
    protected abstract Task Read();

    /// <inheritdoc/>
    public sealed override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await Read();
        await base.SetParametersAsync(ParameterView.Empty);
    }
}
