using System.CommandLine;
using MalariaPredictor.Pipeline.Setup.GitHub;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>Started by kubectl and by the pipeline itself, as the kubeconfig of a workflow says.</summary>
internal static class ClusterTokenCommand
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(20);

    public static Command Create()
    {
        var audience = new Option<string>("--audience")
        {
            Description = "Whom the token is for: what the API server's configuration names as audience.",
            Required = true,
        };
        var command = new Command(
            "cluster-token",
            """
            Print a new token of this job of GitHub Actions, as an exec credential for kubectl. Such a token is valid for five minutes;
            kubectl and the pipeline run this command again before it expires.

            Example:
              kubectl config set-credentials deployer --exec-api-version client.authentication.k8s.io/v1 --exec-interactive-mode Never \
                --exec-command "$PWD/pipeline" --exec-arg cluster-token --exec-arg --audience --exec-arg https://cluster.example.org
            """
        )
        {
            audience,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var http = new HttpClient { Timeout = AnswerWithin };
                var token = new WorkflowToken(http, Environment.GetEnvironmentVariable);
                Console.WriteLine((await token.CredentialAsync(parsed.GetValue(audience)!, cancellationToken)).ToJsonString());
                return ExitCode.Done;
            }
        );
        return command;
    }
}
