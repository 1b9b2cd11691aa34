using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Jobs;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Records;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;
using Microsoft.Extensions.Time.Testing;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes;

/// <summary>
/// The way to the API server when it restarts, when connections die in silence, and when a cluster refuses without saying so.
/// </summary>
public sealed class ClientTests : IAsyncLifetime
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);
    private ClusterStage _stage = null!;
    private Connection _connection = null!;
    private ClusterApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await ClusterStage.CreateAsync();
        _connection = _stage.Connect(Cluster.DeployerToken, Short);
        _api = _stage.Api(_connection);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _stage.DisposeAsync();
    }

    [Fact]
    public async Task What_was_allowed_before_is_tried_again_when_it_is_forbidden_for_a_moment()
    {
        await _api.ListAsync<V1ConfigMap>("", Cancel);
        Forbid(times: 2, "list", "configmaps");

        await _api.ListAsync<V1ConfigMap>("", Cancel);
    }

    [Fact]
    public async Task What_stays_forbidden_is_refused_and_not_waited_for_again()
    {
        await _api.ListAsync<V1ConfigMap>("", Cancel);
        Forbid(times: int.MaxValue, "list", "configmaps");

        var refusal = await Should.ThrowAsync<ClusterRefusal>(() => _api.ListAsync<V1ConfigMap>("", Cancel));
        refusal.IsForbidden.ShouldBeTrue();
        var before = Asked("list", "configmaps");
        await Should.ThrowAsync<ClusterRefusal>(() => _api.ListAsync<V1ConfigMap>("", Cancel));
        Asked("list", "configmaps").ShouldBe(before + 1);
    }

    [Fact]
    public async Task What_was_never_allowed_is_refused_at_once()
    {
        Forbid(times: int.MaxValue, "list", "configmaps");

        await Should.ThrowAsync<ClusterRefusal>(() => _api.ListAsync<V1ConfigMap>("", Cancel));

        Asked("list", "configmaps").ShouldBe(1);
    }

    [Fact]
    public async Task A_watch_that_goes_silent_is_noticed_and_the_objects_are_listed_anew()
    {
        _stage.Cluster.Server.Faults.Plan(FaultKind.Silent, times: int.MaxValue, deed => deed.Verb == "watch");
        await using var watched = new Watched<V1ConfigMap>(_api, "", TimeProvider.System, silence: Short);
        (await watched.AllAsync(Cancel)).ShouldBeEmpty();
        await _api.CreateAsync(new V1ConfigMap { Metadata = RecordNames.Metadata("late", "test") }, Cancel);

        await Patience.UntilAsync(async () => (await watched.AllAsync(Cancel)).Count == 1, "the new object is seen");
    }

    [Fact]
    public async Task A_watch_that_ended_with_a_lasting_refusal_begins_again_once_it_is_allowed()
    {
        await using var watched = new Watched<V1ConfigMap>(_api, "", TimeProvider.System, silence: Short);
        await watched.AllAsync(Cancel);
        var role = _stage.Cluster.Store.All(ResourceType.Roles).Single();
        _stage.Cluster.Store.Change(
            ResourceType.Roles,
            role.Namespace(),
            role.Name(),
            there =>
            {
                there!["rules"] = new JsonArray();
                return there;
            }
        );
        await Patience.UntilAsync(
            async () =>
            {
                try
                {
                    await watched.AllAsync(Cancel);
                    return false;
                }
                catch (ClusterRefusal refusal)
                {
                    return refusal.Code == HttpStatusCode.Forbidden;
                }
            },
            "the refusal is told"
        );

        _stage.Cluster.Store.Change(ResourceType.Roles, role.Namespace(), role.Name(), _ => role);
        await watched.AllAsync(Cancel);
    }

    [Fact]
    public async Task A_job_whose_pods_a_quota_refuses_is_given_up_with_the_quotas_own_words()
    {
        _stage.Cluster.Server.Admission.Webhooks.Add(
            (
                "quota",
                (type, _) => type == ResourceType.Pods ? "exceeded quota: small, requested: cpu=1, used: cpu=3, limited: cpu=3" : null
            )
        );
        var jobs = new ReleaseJob(_api, TimeProvider.System, refusedFor: Short);
        var job = Targets.Manifests.MigrationJob.Of(_stage.Environment, Targets.Manifests.ReleaseParts.ByHand(_stage.Environment));

        var failure = await Should.ThrowAsync<UserFacingException>(() =>
            jobs.RunAsync(job, "the migration", "Try.", TimeSpan.FromMinutes(1), Cancel)
        );

        failure.Message.ShouldStartWith("the migration cannot begin, since the cluster refuses its pod");
        failure.Message.ShouldContain("exceeded quota: small");
        _stage.Cluster.Store.All(ResourceType.Jobs).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_journal_that_may_not_be_written_any_more_says_so_and_is_still_known()
    {
        var store = new ConfigMapJournal(_api);
        var journal = new Journal(store, token: 1, TimeProvider.System, CrashPoint.FromEnvironment());
        await journal.AppendAsync("op", JournalEvent.Before, "start");
        Forbid(times: int.MaxValue, "get", "configmaps");
        Forbid(times: int.MaxValue, "update", "configmaps");

        var failure = await Should.ThrowAsync<JournalUnwritableException>(() => journal.AppendAsync("op", JournalEvent.After, "start"));

        failure.Remedy.ShouldContain("./pipeline resume");
        (await journal.ReadAsync()).Has("op", JournalEvent.Before, "start").ShouldBeTrue();
    }

    [Fact]
    public void A_config_error_is_only_judged_once_it_lasts_and_a_pull_that_backs_off_at_once()
    {
        var time = new FakeTimeProvider();
        var troubles = new PodTrouble(time);
        var pod = Waiting("CreateContainerConfigError", "failed to sync secret cache: timed out waiting for the condition");

        troubles.Of(pod).ShouldBeNull();
        time.Advance(PodTrouble.Lasts - TimeSpan.FromSeconds(1));
        troubles.Of(pod).ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(2));
        troubles.Of(pod).ShouldNotBeNull().ShouldContain("failed to sync secret cache");
        troubles.Of(Waiting(reason: null, "")).ShouldBeNull();
        troubles.Of(pod).ShouldBeNull("it ran in between");
        troubles.Of(Waiting("ImagePullBackOff", "not found")).ShouldNotBeNull();
    }

    [Fact]
    public void Metrics_of_a_pod_tell_its_requests_errors_and_latencies_without_the_probes()
    {
        var traffic = PodTraffic.Parse(
            """
            # TYPE http_requests_total counter
            http_requests_total{method="GET",route="/health/readiness",status="200"} 900
            http_requests_total{method="GET",route="/api/v1/forecasts",status="200"} 90
            http_requests_total{method="GET",route="/api/v1/forecasts",status="503"} 10
            http_request_duration_seconds_bucket{method="GET",route="/api/v1/forecasts",status="200",le="0.01"} 80
            http_request_duration_seconds_bucket{method="GET",route="/api/v1/forecasts",status="200",le="1"} 90
            http_request_duration_seconds_bucket{method="GET",route="/api/v1/forecasts",status="200",le="+Inf"} 90
            """
        );

        (traffic.Requests, traffic.ServerErrors, traffic.Latency.Total).ShouldBe((100, 10, 90));
        traffic.Latency.Quantile(0.5)!.Value.TotalMilliseconds.ShouldBeInRange(9, 10);
        traffic.Latency.Quantile(0.95)!.Value.TotalMilliseconds.ShouldBeInRange(900, 1000);
    }

    private static V1Pod Waiting(string? reason, string message) =>
        new()
        {
            Metadata = new V1ObjectMeta { Name = "pod", Uid = "1" },
            Status = new V1PodStatus
            {
                ContainerStatuses =
                [
                    new()
                    {
                        State = new V1ContainerState
                        {
                            Waiting = reason is null ? null : new V1ContainerStateWaiting { Reason = reason, Message = message },
                        },
                    },
                ],
            },
        };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private void Forbid(int times, string verb, string resource) =>
        _stage.Cluster.Server.Faults.Plan(FaultKind.Forbidden, times, deed => deed.Verb == verb && deed.Resource == resource);

    private int Asked(string verb, string resource) =>
        _stage.Cluster.Server.Deeds.Count(one => one.Deed.Verb == verb && one.Deed.Resource == resource);
}
