using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MalariaPredictor.Pipeline.Tests.Setup.GitHub;

/// <summary>
/// GitHub's REST API as far as a setup makes use of it, on loopback: who asks must say who he is, in which version, with a token; a body
/// must be just what the API's description allows; answers have its shape and its codes.
/// </summary>
internal sealed class GitHubServer : IAsyncDisposable
{
    public const string AdminToken = "ghp_administrator";
    public const string WriterToken = "ghp_writer";
    public const string FineGrainedToken = "github_pat_without_administration";
    public const string Repository = "malaria-predictor/malaria-predictor";
    private const string Node = "name: x\nruns:\n  using: node24\n  main: dist/index.js\n";
    private const string Root = $"/repos/{Repository}";
    private readonly WebApplication _app;
    private readonly RepositoryEndpoints _endpoints;

    private GitHubServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(HandleAsync);
        _endpoints = new RepositoryEndpoints(State);
    }

    public RepositoryState State { get; } = new();

    public string Url => _app.Urls.First();

    /// <summary>What actions of others consist of, by OWNER/NAME/PATH.</summary>
    public Dictionary<string, string> Files { get; } =
        new(StringComparer.Ordinal)
        {
            ["aquasecurity/trivy-action/action.yaml"] = Composite(
                "aquasecurity/setup-trivy@0123456789abcdef0123456789abcdef01234567 # v0.2.6"
            ),
            ["aquasecurity/setup-trivy/action.yaml"] = Composite("actions/cache@v4", "'deep/inside/part@v1'"),
            ["deep/inside/part/action.yml"] = Composite("aquasecurity/trivy-action@v1", "./.github/own", "docker://alpine:3"),
            ["docker/build-push-action/action.yml"] = Node,
            ["docker/login-action/action.yml"] = Node,
            ["docker/setup-buildx-action/action.yml"] = Node,
            ["docker/setup-qemu-action/action.yml"] = Node,
            ["sigstore/cosign-installer/action.yml"] = "runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: 'true'\n",
        };

    /// <summary>All that was sent to change something.</summary>
    public ConcurrentQueue<(string Call, string Body)> Writes { get; } = new();

    /// <summary>Fails a call, once: its method and the end of its path.</summary>
    public string? Fails { get; set; }

    public static string Composite(params IEnumerable<string> uses) =>
        "runs:\n  using: composite\n  steps:\n" + string.Concat(uses.Select(one => $"    - name: x\n      uses: {one}\n"));

    public static async Task<GitHubServer> StartAsync()
    {
        var server = new GitHubServer();
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        try
        {
            Identify(http.Request);
            var body = await BodyAsync(http.Request);
            var call = $"{http.Request.Method} {http.Request.Path}";
            if (body is not null)
            {
                Writes.Enqueue((call, body.ToJsonString()));
            }
            if (
                Fails is { } fails
                && call.StartsWith(fails.Split(' ')[0], StringComparison.Ordinal)
                && call.EndsWith(fails.Split(' ')[1], StringComparison.Ordinal)
            )
            {
                Fails = null;
                throw new GitHubError(502, "Server Error");
            }
            var (code, answer) = Answer(http, body);
            await ReplyAsync(http, code, answer);
        }
        catch (GitHubError refusal)
        {
            await ReplyAsync(http, refusal.Code, refusal.Body);
        }
    }

    private (int Code, JsonNode? Body) Answer(HttpContext http, JsonObject? body)
    {
        var path = http.Request.Path.Value!;
        var token = http.Request.Headers.Authorization.ToString()["Bearer ".Length..];
        if (path.StartsWith("/users/", StringComparison.Ordinal))
        {
            return Person(path["/users/".Length..]);
        }
        if (path.Split('/') is ["", "orgs", var organization, "teams", var team])
        {
            return Person($"{organization}/{team}");
        }
        if (path == Root && http.Request.Method == "GET")
        {
            return (200, Overview(token != WriterToken));
        }
        if (path.Split('/', 6) is ["", "repos", var owner, var name, "contents", var file] && http.Request.Query.ContainsKey("ref"))
        {
            return Content($"{owner}/{name}/{file}");
        }
        if (!path.StartsWith(Root + "/", StringComparison.Ordinal))
        {
            throw GitHubError.NotFound();
        }
        if (token != AdminToken)
        {
            http.Response.Headers["X-Accepted-GitHub-Permissions"] = "administration=write";
            throw new GitHubError(403, "Resource not accessible by personal access token");
        }
        return _endpoints.Answer(http.Request.Method, path[(Root.Length + 1)..].Split('/'), body);
    }

    private static void Identify(HttpRequest request)
    {
        if (request.Headers.UserAgent.Count == 0)
        {
            throw new GitHubError(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header");
        }
        if (
            request.Headers.Authorization.ToString()
            is not ($"Bearer {AdminToken}" or $"Bearer {WriterToken}" or $"Bearer {FineGrainedToken}")
        )
        {
            throw new GitHubError(401, "Bad credentials");
        }
        if (request.Headers["X-GitHub-Api-Version"] != "2022-11-28")
        {
            throw new GitHubError(400, "the API version that is asked for is not supported");
        }
        if (request.Headers.Accept != "application/vnd.github+json")
        {
            throw new GitHubError(415, "Unsupported 'Accept' header: must accept 'application/vnd.github+json'");
        }
    }

    private static async Task<JsonObject?> BodyAsync(HttpRequest request)
    {
        if (request.Method is not ("POST" or "PUT" or "PATCH"))
        {
            return null;
        }
        try
        {
            return await JsonSerializer.DeserializeAsync<JsonObject>(request.Body);
        }
        catch (JsonException)
        {
            throw new GitHubError(400, "Problems parsing JSON");
        }
    }

    private static async Task ReplyAsync(HttpContext http, int code, JsonNode? body)
    {
        http.Response.StatusCode = code;
        if (body is null)
        {
            return;
        }
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(body.ToJsonString());
    }

    /// <summary>A file of another repository, as GitHub shows it: in lines of base64.</summary>
    private (int, JsonNode?) Content(string file) =>
        Files.TryGetValue(file, out var text)
            ? (
                200,
                new JsonObject
                {
                    ["type"] = "file",
                    ["encoding"] = "base64",
                    ["content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks) + "\n",
                }
            )
            : throw GitHubError.NotFound();

    private (int, JsonNode?) Person(string name) =>
        State.People.TryGetValue(name, out var id)
            ? (200, new JsonObject { ["id"] = id, [name.Contains('/') ? "slug" : "login"] = name.Split('/')[^1] })
            : throw GitHubError.NotFound();

    private static JsonObject Overview(bool admin) =>
        new()
        {
            ["id"] = 1_296_269,
            ["full_name"] = Repository,
            ["private"] = false,
            ["permissions"] = new JsonObject
            {
                ["admin"] = admin,
                ["maintain"] = admin,
                ["push"] = true,
                ["triage"] = true,
                ["pull"] = true,
            },
        };
}
