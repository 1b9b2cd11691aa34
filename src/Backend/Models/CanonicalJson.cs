using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MalariaPredictor.Backend.Models;

/// <summary>
/// JSON with one spelling for one value: members in ordinal order, no spaces. What is equal then has equal bytes, and a digest of
/// the bytes is a digest of the value.
/// </summary>
internal static class CanonicalJson
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write<T>(T value) => Sorted(JsonSerializer.SerializeToNode(value, Form))?.ToJsonString(Form) ?? "null";

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Form) ?? throw new InvalidDataException($"Stored JSON holds no {typeof(T).Name}.");

    /// <summary>SHA-256 of a text's UTF-8 bytes, in lower-case hexadecimal.</summary>
    public static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .OrderBy(member => member.Key, StringComparer.Ordinal)
                    .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(Sorted)]),
            null => null,
            _ => node.DeepClone(),
        };
}
