using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.GitHub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MalariaPredictor.Pipeline.Tests.Setup.GitHub;

/// <summary>
/// The endpoint of GitHub's runner that gives tokens, and an API server that trusts them: both on loopback, by the same clock. Tokens say
/// when they expire; nobody looks at their signature here.
/// </summary>
internal sealed class RunnerStub : IAsyncDisposable
{
    public const string Audience = "https://cluster.test";
    private const string RequestToken = "only-this-job-may-ask";
    private readonly Dictionary<string, DateTimeOffset> _valid = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly TimeSpan _life;

    private RunnerStub(TimeProvider time, TimeSpan life)
    {
        (_time, _life) = (time, life);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public string Url => _app.Urls.First();

    /// <summary>How many tokens it has given.</summary>
    public int Given { get; private set; }

    public static async Task<RunnerStub> StartAsync(TimeProvider time, TimeSpan life)
    {
        var stub = new RunnerStub(time, life);
        await stub._app.StartAsync();
        return stub;
    }

    public string? Variable(string name) =>
        name switch
        {
            WorkflowToken.AddressVariable => $"{Url}/token?api-version=2.0",
            WorkflowToken.RequestVariable => RequestToken,
            _ => null,
        };

    public bool Accepts(string token)
    {
        lock (_valid)
        {
            return _valid.TryGetValue(token, out var until) && _time.GetUtcNow() < until;
        }
    }

    /// <summary>No token given so far is accepted any longer.</summary>
    public void Forget()
    {
        lock (_valid)
        {
            _valid.Clear();
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        var bearer = http.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        if (http.Request.Path == "/token")
        {
            http.Response.StatusCode = bearer == RequestToken && http.Request.Query["audience"] == Audience ? 200 : 401;
            await http.Response.WriteAsync(http.Response.StatusCode == 200 ? new JsonObject { ["value"] = New() }.ToJsonString() : "{}");
            return;
        }
        http.Response.StatusCode = Accepts(bearer) ? 200 : 401;
        await http.Response.WriteAsync(
            Accepts(bearer) ? """{"major":"1","minor":"32"}""" : """{"kind":"Status","reason":"Unauthorized","message":"Unauthorized"}"""
        );
    }

    private string New()
    {
        var until = DateTimeOffset.FromUnixTimeSeconds((_time.GetUtcNow() + _life).ToUnixTimeSeconds());
        lock (_valid)
        {
            Given++;
            var claims = new JsonObject
            {
                ["aud"] = Audience,
                ["repository"] = GitHubServer.Repository,
                ["environment"] = "production",
                ["jti"] = Given,
                ["exp"] = until.ToUnixTimeSeconds(),
            };
            var token = string.Join('.', Encoded("""{"alg":"RS256"}"""), Encoded(claims.ToJsonString()), "signature");
            _valid[token] = until;
            return token;
        }
    }

    private static string Encoded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
