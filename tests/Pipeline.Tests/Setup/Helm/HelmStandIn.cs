using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Setup.Helm;

/// <summary>
/// A program called helm on the path, which takes the arguments that Helm documents and no others, and keeps what is installed in files.
/// </summary>
internal sealed class HelmStandIn
{
    private const string PathVariable = "PATH";

    private HelmStandIn(string state) => State = state;

    /// <summary>Where it keeps what is installed.</summary>
    public string State { get; }

    public static HelmStandIn Install(SetupStage stage)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program that stands in for helm is started by a POSIX script.");
        var helm = new HelmStandIn(Directory.CreateDirectory(stage.File("helm state")).FullName);
        var folder = Directory.CreateDirectory(stage.File("programs")).FullName;
        var script = Path.Combine(folder, "helm");
        File.WriteAllText(script, $"#!/bin/sh\nexec dotnet '{Built.TestHelm}' \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        stage.Variables[PathVariable] = folder + Path.PathSeparator + Environment.GetEnvironmentVariable(PathVariable);
        stage.Variables["TESTHELM_STATE"] = helm.State;
        return helm;
    }

    public JsonObject Installed(string release, string scope) => JsonNode.Parse(File.ReadAllText(FileOf(release, scope)))!.AsObject();

    public void Change(string release, string scope, Action<JsonObject> change)
    {
        var installed = Installed(release, scope);
        change(installed);
        File.WriteAllText(FileOf(release, scope), installed.ToJsonString());
    }

    /// <summary>The next installation of a release fails, until it is fixed.</summary>
    public void Break(string release) => File.WriteAllText(Breaker(release), "");

    public void Fix(string release) => File.Delete(Breaker(release));

    private string FileOf(string release, string scope) => Path.Combine(State, $"{scope}.{release}.json");

    private string Breaker(string release) => Path.Combine(State, release + ".fails");
}
