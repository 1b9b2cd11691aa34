using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>--json</c>: exactly one JSON document on stdout, for machines.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Option<bool> Option() => new("--json") { Description = "Print one JSON document on stdout, for machines." };

    /// <summary>The document where a machine asked, else the sentence.</summary>
    public static Task WriteAsync<T>(ParseResult parsed, Option<bool> json, T document, string sentence) =>
        parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json) ? JsonSerializer.Serialize(document, Form) : sentence);

    public static void Write<T>(TextWriter output, T document) => output.WriteLine(JsonSerializer.Serialize(document, Form));
}
