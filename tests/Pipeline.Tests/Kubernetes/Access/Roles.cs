using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Access;

/// <summary>
/// Authorization by the Roles and RoleBindings that are in the store, of the namespace asked for; nothing else grants anything.
/// </summary>
internal sealed class Roles(ObjectStore store)
{
    public bool Allow(Caller caller, Deed deed) => caller.IsAdmin || Rules(caller, deed.Namespace).Any(rule => Grants(rule, deed));

    /// <exception cref="ApiError">403 in the server's own words.</exception>
    public void Require(Caller caller, Deed deed, ResourceType type)
    {
        if (Allow(caller, deed))
        {
            return;
        }
        var where = deed.Namespace.Length > 0 ? $"in the namespace \"{deed.Namespace}\"" : "at the cluster scope";
        throw ApiError.Forbidden(
            type,
            deed.Name,
            $"User \"{caller.Name}\" cannot {deed.Verb} resource \"{deed.Resource}\" in API group \"{deed.Group}\" {where}"
        );
    }

    private IEnumerable<JsonObject> Rules(Caller caller, string scope) =>
        from binding in store.List(ResourceType.RoleBindings, scope).Items
        where
            scope.Length > 0
            && binding
                .Items("subjects")
                .Any(subject =>
                    subject.Text("kind") == "ServiceAccount"
                    && subject.Text("name") == caller.Account
                    && subject.Text("namespace") == caller.Namespace
                )
        let role = store.Find(ResourceType.Roles, scope, binding.Child("roleRef").Text("name")!)
        where role is not null
        from rule in role.Items("rules")
        select rule;

    private static bool Grants(JsonObject rule, Deed deed) =>
        Holds(rule, "verbs", deed.Verb)
        && Holds(rule, "apiGroups", deed.Group)
        && Holds(rule, "resources", deed.Resource)
        && (rule["resourceNames"] is not JsonArray { Count: > 0 } || (deed.Name.Length > 0 && Holds(rule, "resourceNames", deed.Name)));

    private static bool Holds(JsonObject rule, string list, string value) =>
        (rule[list] as JsonArray)?.Any(item =>
            item!.GetValue<string>() is var text && (text == value || (text == "*" && list != "resourceNames"))
        )
        ?? false;
}
