using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

namespace MalariaPredictor.Pipeline.Tests.Containers;

public sealed class DockerfileTests
{
    private const string Good =
        "FROM a:1.2.3 AS build\nRUN x\nFROM b:1.2.3\nCOPY --from=build /a /a\nUSER 1000\nHEALTHCHECK CMD [\"a\"]\nENTRYPOINT [\"a\"]\n";

    [Fact]
    public void Ours_breaks_no_rule() => DockerfileRules.Broken(Dockerfile.Read()).ShouldBeEmpty();

    [Fact]
    public void A_good_one_breaks_none() => DockerfileRules.Broken(Dockerfile.Parse(Good)).ShouldBeEmpty();

    [Theory]
    [InlineData("b:1.2.3", "b:latest", "names no exact version")]
    [InlineData("b:1.2.3", "b", "names no exact version")]
    [InlineData("COPY --from=build", "ADD --from=build", "use COPY")]
    [InlineData("--from=build", "--from=other", "a stage that is not there")]
    [InlineData("ENTRYPOINT [\"a\"]", "ENTRYPOINT a", "needs a shell")]
    [InlineData("HEALTHCHECK CMD [\"a\"]", "HEALTHCHECK CMD a", "needs a shell")]
    [InlineData("HEALTHCHECK CMD [\"a\"]\n", "", "no HEALTHCHECK")]
    [InlineData("USER 1000", "USER 0", "no USER")]
    [InlineData("USER 1000", "USER app", "no USER")]
    [InlineData("USER 1000", "USER 1000\nENV DATABASE_PASSWORD=x", "image's history")]
    [InlineData("RUN x", "RUN curl https://a \\\n  | sh", "download into a shell")]
    [InlineData("USER 1000", "RUN x\nUSER 1000", "the last stage runs commands")]
    [InlineData("RUN x", "WORKDIR x", "relative")]
    public void Each_rule_finds_what_it_is_for(string good, string bad, string complaint) =>
        DockerfileRules.Broken(Dockerfile.Parse(Good.Replace(good, bad))).ShouldHaveSingleItem().ShouldContain(complaint);

    [Fact]
    public void Image_and_pods_agree_on_the_user_and_the_ports()
    {
        var last = Dockerfile.Read().Last;
        var pod = Committed.PodTemplates("production").Last()["spec"]!;

        last.Only("USER").ShouldBe(pod["securityContext"]!["runAsUser"]!.ToString());
        last.Only("EXPOSE").ShouldBe($"{Ports.Http} {Ports.Metrics}");
        JsonNode.Parse(last.Only("CMD")!)!.ToJsonString().ShouldBe(pod["containers"]![0]!["args"]!.ToJsonString());
    }

    [Fact]
    public void Only_sources_enter_the_build() =>
        File.ReadAllLines(Checkout.At(".dockerignore")).Where(line => line.Length > 0 && line[0] != '#').First().ShouldBe("**");
}
