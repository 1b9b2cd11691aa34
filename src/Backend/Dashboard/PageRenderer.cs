using System.Text;
using MalariaPredictor.Backend.Api;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace MalariaPredictor.Backend.Dashboard;

/// <summary>
/// Renders a component to a whole page: bytes with an ETag, as everything else here that is read more often than it changes.
/// </summary>
public sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    public async Task<ReadyBytes> RenderAsync<TPage>(IDictionary<string, object?> parameters)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(parameters))).ToHtmlString()
        );
        return new ReadyBytes(Encoding.UTF8.GetBytes("<!DOCTYPE html>\n" + html), "text/html; charset=utf-8");
    }
}
