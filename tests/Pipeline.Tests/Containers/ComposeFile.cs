using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Manifests;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Tests.Containers;

/// <summary>A compose file with its anchors and merges resolved.</summary>
internal sealed class ComposeFile
{
    public ComposeFile(string text)
    {
        Text = text;
        var stream = new YamlStream();
        stream.Load(new MergingParser(new Parser(new StringReader(Text))));
        Root = YamlDocuments.Of(stream).Single();
    }

    public string Text { get; }

    /// <param name="name">Of a file in deploy.</param>
    public static ComposeFile Read(string name) => new(File.ReadAllText(Checkout.At("deploy", name)));

    public JsonObject Root { get; }

    public IEnumerable<(string Name, JsonObject Says)> Services =>
        Root["services"]!.AsObject().Select(pair => (pair.Key, pair.Value!.AsObject()));

    /// <summary>A list of a service, whether of words or of keys.</summary>
    public static IEnumerable<string> Words(JsonNode? list) =>
        list switch
        {
            JsonArray items => items.Select(item => item is JsonObject said ? said["source"]!.GetValue<string>() : item!.ToString()),
            JsonObject keys => keys.Select(pair => pair.Key),
            _ => [],
        };

    public IEnumerable<string> Declared(string section) => Words(Root[section]);
}
