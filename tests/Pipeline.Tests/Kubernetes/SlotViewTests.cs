using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Slots;
using MalariaPredictor.Pipeline.Targets.Manifests;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes;

/// <summary>What a cluster's objects say of a slot.</summary>
public sealed class SlotViewTests
{
    [Theory]
    [InlineData(3, "Ready", true)]
    [InlineData(2, "Unready", true)]
    [InlineData(0, "Unready", false)]
    public void A_slot_that_has_lost_pods_is_not_ready_and_answers_as_long_as_one_is_reached(int ready, string condition, bool answers)
    {
        var slot = SlotView.Of(
            "blue",
            Deployment(),
            [.. Enumerable.Range(0, 3).Select(at => Pod(at, at < ready))],
            [Slice(ready)],
            new(TimeProvider.System)
        );

        slot.ShouldNotBeNull();
        slot.Condition.ToString().ShouldBe(condition);
        (slot.Serving, slot.Answers).ShouldBe((ready, answers));
    }

    private static V1Deployment Deployment() =>
        new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = Names.Deployment("blue"),
                Generation = 2,
                Labels = Bearing("r1"),
            },
            Spec = new V1DeploymentSpec
            {
                Replicas = 3,
                Selector = new V1LabelSelector { MatchLabels = Labels.Selector("blue") },
            },
            Status = new V1DeploymentStatus
            {
                ObservedGeneration = 2,
                Conditions =
                [
                    new V1DeploymentCondition
                    {
                        Type = "Progressing",
                        Status = "True",
                        Reason = "NewReplicaSetAvailable",
                    },
                ],
            },
        };

    private static V1Pod Pod(int number, bool ready) =>
        new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = $"pod-{number}",
                Uid = $"{number}",
                Labels = Bearing("r1"),
            },
            Status = new V1PodStatus { Conditions = [new V1PodCondition { Type = "Ready", Status = ready ? "True" : "False" }] },
        };

    private static V1EndpointSlice Slice(int ready) =>
        new()
        {
            Metadata = new V1ObjectMeta
            {
                Labels = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["kubernetes.io/service-name"] = Names.SlotService("blue"),
                },
            },
            Endpoints =
            [
                .. Enumerable
                    .Range(0, ready)
                    .Select(at => new V1Endpoint
                    {
                        Conditions = new V1EndpointConditions { Ready = true },
                        TargetRef = new V1ObjectReference { Name = $"pod-{at}" },
                    }),
            ],
        };

    private static Dictionary<string, string> Bearing(string release) =>
        new(Labels.Selector("blue"), StringComparer.Ordinal) { [Labels.Release] = release };
}
