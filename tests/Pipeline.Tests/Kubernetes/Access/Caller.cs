namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Access;

/// <summary>Who sent a request. The administrator may do everything; anybody else what roles bind.</summary>
/// <param name="Name">As the server calls it.</param>
/// <param name="Namespace">Of a service account.</param>
/// <param name="Account">Its name; empty for the administrator.</param>
internal sealed record Caller(string Name, string Namespace, string Account)
{
    public static Caller Admin { get; } = new("kubernetes-admin", "", "");

    public bool IsAdmin => Account.Length == 0;

    public static Caller ServiceAccount(string scope, string name) => new($"system:serviceaccount:{scope}:{name}", scope, name);
}

/// <summary>What a request does, in the words in which roles grant it.</summary>
/// <param name="Verb">get, list, watch, create, update, patch or delete.</param>
/// <param name="Group">Of the API.</param>
/// <param name="Resource">With its subresource behind a slash.</param>
/// <param name="Name">Of the object, where one is named.</param>
/// <param name="Namespace">Where.</param>
internal sealed record Deed(string Verb, string Group, string Resource, string Name, string Namespace);
