using System.CommandLine;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Manifests.Rendering;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Commands;

internal static class PermissionsCommand
{
    public static Command Create()
    {
        var environment = EnvironmentOption.Create();
        environment.Required = true;
        environment.DefaultValueFactory = null;
        var command = new Command(
            "permissions",
            """
            Print the Role that a release in an environment needs: exactly the calls that deploy and rollback make, and nothing besides.

            Examples:
              ./pipeline permissions --environment production
              ./pipeline permissions --environment production | kubectl apply -f -
            """
        )
        {
            environment,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                var cluster =
                    EnvironmentOption.Cluster(parsed, environment)
                    ?? throw new UserFacingException(
                        $"environment {parsed.GetValue(environment)} is of one machine: its permissions are the user's own",
                        "Name an environment on a cluster, such as production."
                    );
                await Console.Out.WriteAsync(ManifestYaml.Write([AccessManifests.DeployerRole(cluster)]));
                return ExitCode.Done;
            }
        );
        return command;
    }
}
