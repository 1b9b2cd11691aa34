using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s;
using MalariaPredictor.Pipeline.Setup.GitHub;
using MalariaPredictor.Pipeline.Targets.Kubernetes.Client;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tests.Harness;
using Microsoft.Extensions.Time.Testing;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Tests.Setup.GitHub;

/// <summary>GitHub's tokens are valid for five minutes, a production release lasts longer.</summary>
public sealed class WorkflowTokenTests : IDisposable
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_credential_expires_before_its_token_does_and_another_is_given_after_that()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
        await using var runner = await RunnerStub.StartAsync(clock, FiveMinutes);
        using var http = new HttpClient();
        var token = new WorkflowToken(http, runner.Variable);

        var first = await token.CredentialAsync(RunnerStub.Audience, TestContext.Current.CancellationToken);

        first["apiVersion"]!.GetValue<string>().ShouldBe("client.authentication.k8s.io/v1");
        first["kind"]!.GetValue<string>().ShouldBe("ExecCredential");
        first["status"]!["expirationTimestamp"]!.GetValue<string>().ShouldBe("2026-11-30T12:04:30Z");
        runner.Accepts(first["status"]!["token"]!.GetValue<string>()).ShouldBeTrue();
        clock.Advance(FiveMinutes);
        runner.Accepts(first["status"]!["token"]!.GetValue<string>()).ShouldBeFalse("five minutes are over");
        var second = await token.CredentialAsync(RunnerStub.Audience, TestContext.Current.CancellationToken);
        runner.Accepts(second["status"]!["token"]!.GetValue<string>()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_connection_made_by_the_workflows_own_login_outlives_its_first_token()
    {
        // Tokens that are about to expire when they are given: a client that asked only once would be refused at its next request.
        await using var runner = await RunnerStub.StartAsync(TimeProvider.System, TimeSpan.FromSeconds(45));
        await LogInAsync(runner);
        using var connection = new Connection(
            KubernetesClientConfiguration.BuildConfigFromConfigFile(_folder.File("kubeconfig")),
            TimeProvider.System
        );
        var version = new ClusterRequest(HttpMethod.Get, "version", "tell its version");

        await connection.SendAsync(version, TestContext.Current.CancellationToken);
        var asked = runner.Given;
        runner.Forget();
        await connection.SendAsync(version, TestContext.Current.CancellationToken);

        runner.Given.ShouldBeGreaterThan(asked);
    }

    [Fact]
    public async Task Outside_of_a_job_the_command_says_so_and_where_the_runner_refuses_it_names_the_reason()
    {
        (
            await Cli.RunWithAsync((WorkflowToken.AddressVariable, ""), _folder.Path, "cluster-token", "--audience", "x")
        ).Errors.ShouldContain("ACTIONS_ID_TOKEN_REQUEST_URL is not set");
        await using var runner = await RunnerStub.StartAsync(TimeProvider.System, FiveMinutes);
        using var http = new HttpClient();
        var stranger = new WorkflowToken(http, name => name == WorkflowToken.RequestVariable ? "wrong" : runner.Variable(name));

        var refused = await Should.ThrowAsync<UserFacingException>(() =>
            stranger.CredentialAsync("x", TestContext.Current.CancellationToken)
        );

        refused.Message.ShouldContain("401");
        refused.Message.ShouldNotContain("wrong");
    }

    /// <summary>Runs the step of deploy.yml with the real kubectl.</summary>
    private async Task LogInAsync(RunnerStub runner)
    {
        (await OutsideProgram.RunAsync("kubectl", "version", "--client")).ShouldSucceed();
        var pipeline = _folder.File("pipeline");
        await File.WriteAllTextAsync(
            pipeline,
            $"#!/bin/sh\nexec dotnet '{Built.Pipeline}' \"$@\"\n",
            TestContext.Current.CancellationToken
        );
        File.SetUnixFileMode(pipeline, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var process = Process.Start(
            new ProcessStartInfo("bash", ["-eo", "pipefail", "-c", LoginStep()])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                Environment =
                {
                    ["KUBECONFIG"] = _folder.File("kubeconfig"),
                    ["KUBE_TOKEN"] = "",
                    ["KUBE_SERVER"] = runner.Url,
                    ["KUBE_CA"] = Certificate(),
                    ["KUBE_AUDIENCE"] = RunnerStub.Audience,
                    ["TARGET"] = "production",
                    ["RUNNER_TEMP"] = _folder.Path,
                    ["GITHUB_WORKSPACE"] = _folder.Path,
                    [WorkflowToken.AddressVariable] = runner.Variable(WorkflowToken.AddressVariable),
                    [WorkflowToken.RequestVariable] = runner.Variable(WorkflowToken.RequestVariable),
                },
            }
        )!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, errors);
        // On a runner the command inherits these two; here they would be the environment of all tests.
        (
            await OutsideProgram.RunAsync(
                "kubectl",
                "--kubeconfig",
                _folder.File("kubeconfig"),
                "config",
                "set-credentials",
                "deployer",
                $"--exec-env={WorkflowToken.AddressVariable}={runner.Variable(WorkflowToken.AddressVariable)}",
                $"--exec-env={WorkflowToken.RequestVariable}={runner.Variable(WorkflowToken.RequestVariable)}"
            )
        ).ShouldSucceed();
    }

    private static string LoginStep()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Checkout.At(".github", "workflows", "deploy.yml"))));
        return ((YamlSequenceNode)stream.Documents[0].RootNode["jobs"]["deploy"]["steps"])
            .Children.Cast<YamlMappingNode>()
            .Single(step => step.Children.TryGetValue("name", out var name) && name.ToString() == "Log in to the cluster")["run"]
            .ToString();
    }

    private static string Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=cluster.test", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddYears(100)
        );
        return certificate.ExportCertificatePem();
    }
}
