using System.Net;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Targets.Kubernetes.Client;

/// <summary>The API server's own words on why it did not do what it was asked.</summary>
internal sealed class ClusterRefusal(HttpStatusCode code, string reason, string message, string what)
    : UserFacingException($"the cluster refused to {what}: {message}", RemedyFor(code))
{
    public HttpStatusCode Code => code;

    /// <summary>Somebody has changed the object since it was read.</summary>
    public bool IsConflict => code == HttpStatusCode.Conflict && reason != "AlreadyExists";

    public bool Exists => reason == "AlreadyExists";

    public bool IsMissing => code == HttpStatusCode.NotFound;

    /// <summary>What was read last is too old to go on from.</summary>
    public bool IsExpired => code == HttpStatusCode.Gone;

    /// <summary>
    /// The user may not do it, or is not known (any more). An API server that has just started refuses so until it has loaded the Roles.
    /// What an admission webhook, a quota or Pod Security refuses is not meant.
    /// </summary>
    public override bool IsForbidden =>
        code == HttpStatusCode.Unauthorized || (code == HttpStatusCode.Forbidden && message.Contains(" cannot ", StringComparison.Ordinal));

    /// <summary>Nothing to do with what was asked: the same may pass a moment later.</summary>
    public bool IsPassing => code is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private static string RemedyFor(HttpStatusCode code) =>
        code switch
        {
            HttpStatusCode.Unauthorized => "The credentials are wrong or have expired: look at the kubeconfig ($KUBECONFIG).",
            HttpStatusCode.Forbidden => "If a permission is missing, ./pipeline permissions prints the Role that a release needs.",
            HttpStatusCode.NotFound => "Set up what the environment stands on first: ./pipeline setup kubernetes --environment NAME",
            HttpStatusCode.Conflict => "Somebody else has changed it meanwhile; look at ./pipeline status and run the command again.",
            _ => "Nothing else was attempted; correct it and run the command again.",
        };
}
