using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>The API server's way to the pods behind a service: to any ready endpoint, as <c>services/{name}:{port}/proxy/…</c>.</summary>
internal sealed class ServiceProxy(ObjectStore store) : IDisposable
{
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        }
    )
    {
        Timeout = TimeSpan.FromSeconds(60),
    };
    private int _turn;

    public async Task ForwardAsync(RequestPath at, HttpContext context)
    {
        // [scheme:]name[:port]
        var parts = at.Name.Split(':');
        if (at.Type == ResourceType.Pods)
        {
            var pod = store.Find(ResourceType.Pods, at.Namespace, parts[0]) ?? throw ApiError.NotFound(ResourceType.Pods, parts[0]);
            await AskAsync(pod.Status().Text("podIP") ?? "", int.Parse(parts[^1], CultureInfo.InvariantCulture), at, context);
            return;
        }
        var name = parts is [_, var middle, _] ? middle : parts[0];
        if (store.Find(ResourceType.Services, at.Namespace, name) is not { } service)
        {
            throw ApiError.NotFound(ResourceType.Services, name);
        }
        var port =
            service
                .Spec()
                .Items("ports")
                .FirstOrDefault(one => parts.Length == 1 || one.Text("name") == parts[^1] || $"{one["port"]}" == parts[^1])
            ?? throw ApiError.Unavailable($"no service port \"{parts[^1]}\" found for service \"{name}\"");
        if (Endpoints.Ready(store, at.Namespace, name, port.Text("name") ?? "").ToList() is not { Count: > 0 } ready)
        {
            throw ApiError.Unavailable($"no endpoints available for service \"{at.Name}\"");
        }
        var (address, number) = ready[Interlocked.Increment(ref _turn) % ready.Count];
        await AskAsync(address, number, at, context);
    }

    private async Task AskAsync(string address, int number, RequestPath at, HttpContext context)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            new Uri($"http://{address}:{number}{at.Rest}{context.Request.QueryString}")
        );
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
            foreach (
                var (header, values) in response
                    .Headers.Concat(response.Content.Headers)
                    .Where(pair => pair.Key is not ("Transfer-Encoding" or "Connection"))
            )
            {
                context.Response.Headers[header] = values.ToArray();
            }
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException unreachable)
        {
            throw ApiError.Unavailable($"error trying to reach service: {unreachable.Message}");
        }
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>Where a service leads, as its EndpointSlices say.</summary>
internal static class Endpoints
{
    public const string ServiceName = "kubernetes.io/service-name";

    public static IEnumerable<(string Address, int Port)> Ready(ObjectStore store, string scope, string service, string port) =>
        from slice in store.List(ResourceType.EndpointSlices, scope).Items
        where slice.Labels().Text(ServiceName) == service
        from endpoint in slice.Items("endpoints")
        where endpoint["conditions"]?["ready"]?.GetValue<bool>() == true
        let found = slice.Items("ports").FirstOrDefault(one => (one.Text("name") ?? "") == port)
        where found is not null
        select (((JsonArray)endpoint["addresses"]!)[0]!.GetValue<string>(), found["port"]!.GetValue<int>());
}
