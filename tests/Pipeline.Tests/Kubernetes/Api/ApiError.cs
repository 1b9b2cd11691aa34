using System.Text.Json.Nodes;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>A refusal in the words of the real API server: clients read its code, reason and causes, people its message.</summary>
internal sealed class ApiError(int code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    public int Code => code;

    public TimeSpan? RetryAfter { get; init; }

    public JsonObject Status =>
        new()
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = reason,
            ["details"] = details?.DeepClone(),
            ["code"] = code,
        };

    public static ApiError NotFound(ResourceType type, string name) =>
        new(404, "NotFound", $"{type.Qualified} \"{name}\" not found", Details(type, name));

    public static ApiError NoSuchPath() => new(404, "NotFound", "the server could not find the requested resource");

    public static ApiError AlreadyExists(ResourceType type, string name) =>
        new(409, "AlreadyExists", $"{type.Qualified} \"{name}\" already exists", Details(type, name));

    public static ApiError Conflict(ResourceType type, string name) =>
        new(
            409,
            "Conflict",
            $"Operation cannot be fulfilled on {type.Qualified} \"{name}\": the object has been modified; please apply your changes to the "
                + "latest version and try again",
            Details(type, name)
        );

    public static ApiError WrongUid(ResourceType type, string name, string wanted, string found) =>
        new(
            409,
            "Conflict",
            $"Operation cannot be fulfilled on {type.Qualified} \"{name}\": Precondition failed: UID in precondition: {wanted}, UID in "
                + $"object meta: {found}",
            Details(type, name)
        );

    /// <summary>
    /// What is wrong with the content: field and reason, as in <c>spec.selector: Invalid value: …: field is immutable</c>.
    /// </summary>
    public static ApiError Invalid(ResourceType type, string name, params IReadOnlyList<string> causes) =>
        new(
            422,
            "Invalid",
            $"{type.Kind}{(type.Group.Length == 0 ? "" : "." + type.Group)} \"{name}\" is invalid: "
                + $"{(causes.Count == 1 ? causes[0] : $"[{string.Join(", ", causes)}]")}",
            Details(type, name)
        );

    public static ApiError BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiError Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiError Forbidden(ResourceType type, string name, string message) =>
        new(403, "Forbidden", $"{type.Qualified}{(name.Length == 0 ? "" : $" \"{name}\"")} is forbidden: {message}", Details(type, name));

    public static ApiError Expired(long asked, long oldest) => new(410, "Expired", $"too old resource version: {asked} ({oldest})");

    public static ApiError Internal(string message) => new(500, "InternalError", message);

    public static ApiError Unavailable(string message) => new(503, "ServiceUnavailable", message);

    public static ApiError TooMany(string message, TimeSpan retryAfter) =>
        new(429, "TooManyRequests", message, new JsonObject { ["retryAfterSeconds"] = (int)retryAfter.TotalSeconds })
        {
            RetryAfter = retryAfter,
        };

    /// <summary>Fields that another manager owns with another value.</summary>
    public static ApiError ManagedByOthers(IReadOnlyList<(string Manager, string Field)> conflicts) =>
        new(
            409,
            "Conflict",
            $"Apply failed with {conflicts.Count} conflict{(conflicts.Count == 1 ? "" : "s")}: "
                + $"{string.Join('\n', conflicts.Select(conflict => $"conflict with {conflict.Manager}: {conflict.Field}"))}",
            new JsonObject
            {
                ["causes"] = new JsonArray([
                    .. conflicts.Select(conflict => new JsonObject
                    {
                        ["reason"] = "FieldManagerConflict",
                        ["message"] = $"conflict with {conflict.Manager}",
                        ["field"] = conflict.Field,
                    }),
                ]),
            }
        );

    private static JsonObject Details(ResourceType type, string name) =>
        new()
        {
            ["name"] = name,
            ["group"] = type.Group,
            ["kind"] = type.Plural,
        };
}
