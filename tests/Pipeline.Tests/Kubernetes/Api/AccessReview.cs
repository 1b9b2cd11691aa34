using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Access;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

/// <summary>Anybody may ask what they may do.</summary>
internal static class AccessReview
{
    public static JsonObject Answer(Roles roles, Caller caller, JsonObject review)
    {
        var asked =
            review.Spec()["resourceAttributes"] as JsonObject
            ?? throw ApiError.Invalid(ResourceType.AccessReviews, "", "spec.resourceAttributes: Required value");
        var resource = asked.Text("subresource") is { Length: > 0 } part
            ? $"{asked.Text("resource")}/{part}"
            : asked.Text("resource") ?? "";
        var deed = new Deed(
            asked.Text("verb") ?? "",
            asked.Text("group") ?? "",
            resource,
            asked.Text("name") ?? "",
            asked.Text("namespace") ?? ""
        );
        review["status"] = new JsonObject { ["allowed"] = roles.Allow(caller, deed) };
        (review["apiVersion"], review["kind"]) = (ResourceType.AccessReviews.ApiVersion, ResourceType.AccessReviews.Kind);
        return review;
    }
}
