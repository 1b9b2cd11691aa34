namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>What a path names: <c>/apis/apps/v1/namespaces/x/deployments/y/scale</c>.</summary>
/// <param name="Type">The kind of object.</param>
/// <param name="Namespace">Empty for all, or for what belongs to the cluster.</param>
/// <param name="Name">Empty for the collection.</param>
/// <param name="Subresource">Empty for the object itself.</param>
/// <param name="Rest">Behind a proxy's path.</param>
internal sealed record RequestPath(ResourceType Type, string Namespace, string Name, string Subresource, string Rest)
{
    public static RequestPath? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, version, at) = parts switch
        {
            ["api", var core, ..] => ("", core, parts[2..]),
            ["apis", var named, var v, ..] => (named, v, parts[3..]),
            _ => ("", "", []),
        };
        var (scope, rest) = at is ["namespaces", var space, _, ..] && at.Length > 2 ? (space, at[2..]) : ("", at);
        if (rest is [] || ResourceType.Find(group, version, rest[0]) is not { } type || (scope.Length > 0 && !type.Namespaced))
        {
            return null;
        }
        var behind =
            rest.Length > 3
                ? path[(path.IndexOf($"/{rest[1]}/{rest[2]}/", StringComparison.Ordinal) + rest[1].Length + rest[2].Length + 2)..]
                : "/";
        return new RequestPath(type, scope, rest.ElementAtOrDefault(1) ?? "", rest.ElementAtOrDefault(2) ?? "", behind);
    }
}
