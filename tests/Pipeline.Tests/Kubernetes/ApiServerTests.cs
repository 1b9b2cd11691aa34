using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Access;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes;

/// <summary>That the tests' API server refuses what the real one refuses. The words and codes are those of kube-apiserver.</summary>
public sealed class ApiServerTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/here/configmaps";
    private Cluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await Cluster.StartAsync();
        (await _cluster.SendAsync("POST", "/api/v1/namespaces", Named("Namespace", "here"))).Code.ShouldBe(201);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Who_writes_back_what_was_changed_meanwhile_is_told_of_the_conflict()
    {
        var (_, read) = await _cluster.SendAsync("POST", Maps, Map("one", "1"));
        (await _cluster.SendAsync("PATCH", Maps + "/one", Data("2"), "application/merge-patch+json")).Code.ShouldBe(200);

        read["data"]!["key"] = "3";
        var (code, status) = await _cluster.SendAsync("PUT", Maps + "/one", read);

        code.ShouldBe(409);
        status.Text("reason").ShouldBe("Conflict");
        status
            .Text("message")
            .ShouldBe(
                "Operation cannot be fulfilled on configmaps \"one\": the object has been modified; please apply your changes to the "
                    + "latest version and try again"
            );
    }

    [Fact]
    public async Task What_changes_nothing_makes_no_new_version()
    {
        var (_, first) = await _cluster.SendAsync("POST", Maps, Map("one", "1"));

        var (_, again) = await _cluster.SendAsync("PATCH", Maps + "/one", Data("1"), "application/merge-patch+json");

        again.Version().ShouldBe(first.Version());
    }

    [Fact]
    public async Task A_field_that_a_kind_does_not_have_is_refused()
    {
        var wrong = Map("one", "1");
        wrong["dta"] = new JsonObject();

        var (code, status) = await _cluster.SendAsync("POST", Maps + "?fieldValidation=Strict", wrong);

        code.ShouldBe(400);
        status
            .Text("message")
            .ShouldBe("ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"dta\"");
    }

    [Fact]
    public async Task Two_managers_that_apply_other_values_to_a_field_are_in_conflict_until_one_forces_it()
    {
        (await ApplyAsync("anna", "1", force: false)).Code.ShouldBe(200);

        var (code, status) = await ApplyAsync("ben", "2", force: false);
        code.ShouldBe(409);
        status.Text("message").ShouldBe("Apply failed with 1 conflict: conflict with \"anna\": .data.key");
        (await ApplyAsync("ben", "1", force: false)).Code.ShouldBe(200, "who says the same shares the field");
        var (_, forced) = await ApplyAsync("ben", "2", force: true);

        forced["data"]!["key"]!.GetValue<string>().ShouldBe("2");
        Owners(forced).ShouldBe(["ben"]);
    }

    [Fact]
    public async Task What_a_manager_no_longer_applies_goes_unless_another_has_it_too()
    {
        await ApplyAsync("anna", "1", force: false);
        var (_, without) = await _cluster.SendAsync(
            "PATCH",
            Maps + "/one?fieldManager=anna",
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["metadata"] = new JsonObject { ["name"] = "one" },
            },
            "application/apply-patch+yaml"
        );

        without["data"].ShouldBeNull();
    }

    [Fact]
    public async Task An_update_takes_the_fields_it_changes_from_who_applied_them()
    {
        await ApplyAsync("anna", "1", force: false);

        var (_, updated) = await _cluster.SendAsync("PATCH", Maps + "/one?fieldManager=carl", Data("2"), "application/merge-patch+json");

        Owners(updated).ShouldBe(["carl"]);
        (await ApplyAsync("anna", "1", force: false))
            .Body.Text("message")
            .ShouldBe("Apply failed with 1 conflict: conflict with \"carl\" using v1: .data.key");
    }

    [Fact]
    public async Task An_applied_configuration_that_names_an_old_version_is_refused()
    {
        var (_, first) = await ApplyAsync("anna", "1", force: false);
        await ApplyAsync("anna", "2", force: false);
        var late = Map("one", "3");
        late.Metadata()["resourceVersion"] = $"{first.Version()}";

        (await _cluster.SendAsync("PATCH", Maps + "/one?fieldManager=anna&force=true", late, "application/apply-patch+yaml")).Code.ShouldBe(
            409
        );
    }

    [Fact]
    public async Task Who_lacks_a_verb_is_told_which_in_the_servers_own_words()
    {
        _cluster.Server.Tokens["anna"] = Caller.ServiceAccount("here", "anna");
        await BindAsync("get");
        await _cluster.SendAsync("POST", Maps, Map("one", "1"));

        (await _cluster.SendAsync("GET", Maps + "/one", token: "anna")).Code.ShouldBe(200);
        var (code, status) = await _cluster.SendAsync("DELETE", Maps + "/one", token: "anna");

        code.ShouldBe(403);
        status
            .Text("message")
            .ShouldBe(
                "configmaps \"one\" is forbidden: User \"system:serviceaccount:here:anna\" cannot delete resource \"configmaps\" in API "
                    + "group \"\" in the namespace \"here\""
            );
        (await _cluster.SendAsync("GET", Maps + "/one", token: "nobody")).Code.ShouldBe(401);
    }

    [Fact]
    public async Task An_immutable_map_stays_as_it_is()
    {
        var map = Map("one", "1");
        map["immutable"] = true;
        await _cluster.SendAsync("POST", Maps, map);

        var (code, status) = await _cluster.SendAsync("PATCH", Maps + "/one", Data("2"), "application/merge-patch+json");

        code.ShouldBe(422);
        status.Text("message").ShouldBe("ConfigMap \"one\" is invalid: data: Forbidden: field is immutable when `immutable` is set");
    }

    [Fact]
    public async Task A_webhook_refuses_what_it_does_not_like()
    {
        _cluster.Server.Admission.Webhooks.Add(
            ("policy.example.org", (type, _) => type == ResourceType.ConfigMaps ? "no maps today" : null)
        );

        var (code, status) = await _cluster.SendAsync("POST", Maps, Map("one", "1"));

        code.ShouldBe(403);
        status.Text("message").ShouldBe("admission webhook \"policy.example.org\" denied the request: no maps today");
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_and_keeps_nothing()
    {
        (await _cluster.SendAsync("POST", Maps + "?dryRun=All", Map("one", "1"))).Code.ShouldBe(201);

        (await _cluster.SendAsync("GET", Maps + "/one")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task A_watch_tells_each_change_and_where_it_stands_and_that_a_version_is_too_old()
    {
        var (_, list) = await _cluster.SendAsync("GET", Maps);
        var version = list["metadata"]!["resourceVersion"]!.GetValue<string>();
        await _cluster.SendAsync("POST", Maps, Map("one", "1"));
        await _cluster.SendAsync("DELETE", Maps + "/one");

        (await WatchAsync(version, 3)).Select(line => line.Text("type")).ShouldBe(["ADDED", "DELETED", "BOOKMARK"]);

        _cluster.Store.Compact();
        var expired = (await WatchAsync(version, 1))[0];
        expired.Text("type").ShouldBe("ERROR");
        expired["object"]!["code"]!.GetValue<int>().ShouldBe(410);
    }

    [Fact]
    public async Task What_a_create_owns_can_be_disowned_so_that_an_applied_configuration_decides()
    {
        await _cluster.SendAsync("POST", Maps + "?fieldManager=anna", Map("one", "1"));
        var (_, without) = await _cluster.SendAsync(
            "PATCH",
            Maps + "/one",
            new JsonObject { ["metadata"] = new JsonObject { ["managedFields"] = new JsonArray(new JsonObject()) } },
            "application/merge-patch+json"
        );
        Owners(without).ShouldBeEmpty();
    }

    private async Task<List<JsonObject>> WatchAsync(string version, int lines)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", Cluster.AdminToken) } };
        await using var stream = await http.GetStreamAsync(
            new Uri($"{_cluster.Url}{Maps}?watch=true&allowWatchBookmarks=true&resourceVersion={version}"),
            TestContext.Current.CancellationToken
        );
        using var reader = new StreamReader(stream);
        var read = new List<JsonObject>();
        while (read.Count < lines)
        {
            read.Add(JsonNode.Parse((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!)!.AsObject());
        }
        return read;
    }

    private async Task BindAsync(params string[] verbs)
    {
        var role = Named("Role", "some");
        role["rules"] = new JsonArray(
            new JsonObject
            {
                ["apiGroups"] = new JsonArray(""),
                ["resources"] = new JsonArray("configmaps"),
                ["verbs"] = new JsonArray([.. verbs.Select(verb => JsonValue.Create(verb))]),
            }
        );
        var binding = Named("RoleBinding", "some");
        binding["subjects"] = new JsonArray(
            new JsonObject
            {
                ["kind"] = "ServiceAccount",
                ["name"] = "anna",
                ["namespace"] = "here",
            }
        );
        binding["roleRef"] = new JsonObject
        {
            ["apiGroup"] = "rbac.authorization.k8s.io",
            ["kind"] = "Role",
            ["name"] = "some",
        };
        const string Rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/here/";
        (role["apiVersion"], binding["apiVersion"]) = ("rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1");
        (await _cluster.SendAsync("POST", Rbac + "roles", role)).Code.ShouldBe(201);
        (await _cluster.SendAsync("POST", Rbac + "rolebindings", binding)).Code.ShouldBe(201);
    }

    private Task<(int Code, JsonObject Body)> ApplyAsync(string manager, string value, bool force) =>
        _cluster.SendAsync(
            "PATCH",
            $"{Maps}/one?fieldManager={manager}&force={(force ? "true" : "false")}",
            Map("one", value),
            "application/apply-patch+yaml"
        );

    private static IEnumerable<string?> Owners(JsonObject item) =>
        item.Metadata()
            .Items("managedFields")
            .Where(entry => entry["fieldsV1"]!["f:data"] is not null)
            .Select(entry => entry.Text("manager"));

    private static JsonObject Map(string name, string value)
    {
        var map = Named("ConfigMap", name);
        map["data"] = new JsonObject { ["key"] = value };
        return map;
    }

    private static JsonObject Data(string value) => new() { ["data"] = new JsonObject { ["key"] = value } };

    private static JsonObject Named(string kind, string name) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name },
        };
}
