using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Setup.GitHub;

/// <summary>A refusal as GitHub words it.</summary>
internal sealed class GitHubError(int code, string message, params IReadOnlyList<string> errors) : Exception(message)
{
    public int Code => code;

    public JsonObject Body =>
        new()
        {
            ["message"] = Message,
            ["errors"] = errors.Count == 0 ? null : new JsonArray([.. errors.Select(error => JsonValue.Create(error))]),
            ["documentation_url"] = "https://docs.github.com/rest",
            ["status"] = $"{code}",
        };

    public static GitHubError NotFound() => new(404, "Not Found");

    public static GitHubError Invalid(string what) => new(422, "Validation Failed", what);

    public static GitHubError Malformed(string what) => new(422, $"Invalid request.\n\n{what}");
}
