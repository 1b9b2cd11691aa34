using CsCheck;
using k8s.Models;
using MalariaPredictor.Pipeline.Targets.Manifests.Rendering;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;

public sealed class ManifestYamlTests
{
    private static readonly string[] Tricky =
    [
        "yes",
        "No",
        "on",
        "null",
        "~",
        "",
        "1",
        "1e3",
        "0x1f",
        "0o17",
        "1_000",
        "12:30:45",
        ".inf",
        "2001-01-01",
        "- a",
        "a: b",
        "a #b",
        "#",
        "&a",
        "*a",
        "!a",
        "%a",
        "|",
        "é\n\t",
        "--host",
        "a:",
        "a:b",
        "http://a/b",
        "a\nb\n",
        "a\n  b\n\nc\n",
        " a\n",
        "a \nb\n",
        "a\nb",
        "---\n",
        "a\n\n",
        "{\n  \"a\": \"# b\"\n}\n",
    ];

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String,
        Gen.Int[0, Tricky.Length - 1].Select(index => Tricky[index]),
        Gen.Char[" -#:|>'\"é%{}\u00a0\u2028\u0085"]
            .Array[1, 6]
            .Array[1, 4]
            .Select(lines => string.Concat(lines.Select(line => new string(line) + "\n")))
    );

    [Fact]
    public void Every_text_comes_back_as_it_was() =>
        Texts
            .Where(text => !text.Any(char.IsSurrogate))
            .Sample(text =>
            {
                var written = ManifestYaml.Write([new V1ConfigMap { Data = new Dictionary<string, string> { ["key"] = text } }]);
                YamlDocuments.Of(written).Single()["data"]!["key"]!.GetValue<string>().ShouldBe(text);
            });

    [Fact]
    public void What_a_thing_is_comes_first_and_nothing_depends_on_the_order_of_insertion()
    {
        var one = new V1ConfigMap
        {
            Data = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" },
            Kind = "ConfigMap",
            ApiVersion = "v1",
            Metadata = new() { Name = "x" },
        };
        var other = new V1ConfigMap
        {
            Data = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" },
            Kind = "ConfigMap",
            ApiVersion = "v1",
            Metadata = new() { Name = "x" },
        };

        ManifestYaml.Write([one]).ShouldBe("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: \"1\"\n  b: \"2\"\n");
        ManifestYaml.Write([other]).ShouldBe(ManifestYaml.Write([one]));
    }
}
