using System.Text.Encodings.Web;
using System.Text.Json;
using MalariaPredictor.Pipeline.Schemas.Forms;

namespace MalariaPredictor.Pipeline.Environments;

/// <summary>The same as a JSON schema, by which editors complete and check an environment file.</summary>
internal static class EnvironmentSchema
{
    private static readonly JsonWriterOptions Form = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Text()
    {
        var root = Settings.File.Schema(new EnvironmentSettings());
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        root["title"] = "An environment of Malaria Predictor";
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Form))
        {
            root.WriteTo(writer);
        }
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}
