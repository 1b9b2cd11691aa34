using System.Text.Json;
using System.Text.Unicode;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.GeoJson;

/// <summary>Where a feature stands in its file.</summary>
internal readonly record struct FeatureSlice(ReadOnlyMemory<byte> Bytes, long Line);

/// <summary>Finds the features of a collection and the line of each, without building the whole document.</summary>
internal static class FeatureScanner
{
    private const string Remedy = "Export the boundaries as a GeoJSON FeatureCollection.";

    /// <summary>The features, and the <c>crs</c> member where there is one.</summary>
    /// <exception cref="RejectedFileException">Not JSON, or not a feature collection.</exception>
    public static (IReadOnlyList<FeatureSlice> Features, JsonElement? Crs) Scan(FileContent content)
    {
        var bytes = content.Bytes.AsMemory(content.Bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0);
        if (!Utf8.IsValid(bytes.Span))
        {
            throw ProblemList.Only(content.Name, "its letters are not UTF-8, as JSON's must be.", "Save the file as UTF-8.");
        }

        try
        {
            var reader = new Utf8JsonReader(bytes.Span);
            return Collection(ref reader, bytes, content.Name);
        }
        catch (InvalidOperationException)
        {
            // The reader refuses to hand out a text with half of a surrogate pair.
            throw ProblemList.Only(
                content.Name,
                "a name holds half a letter (a lone surrogate, such as \\ud800), which is no text.",
                "Export the file again as UTF-8.",
                1
            );
        }
        catch (JsonException broken)
        {
            var line = (broken.LineNumber ?? 0) + 1;
            throw new RejectedFileException(
                content.Name,
                [
                    new FileProblem(
                        content.Name,
                        line,
                        $"column {(broken.BytePositionInLine ?? 0) + 1}",
                        "",
                        "the JSON is broken or cut off.",
                        "Export the file again."
                    ),
                ],
                1
            );
        }
    }

    private static (IReadOnlyList<FeatureSlice> Features, JsonElement? Crs) Collection(
        ref Utf8JsonReader reader,
        ReadOnlyMemory<byte> bytes,
        string file
    )
    {
        var (type, features, crs) = (default(string), default(List<FeatureSlice>), default(JsonElement?));
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw ProblemList.Only(file, "this is JSON, but no GeoJSON.", Remedy, 1);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "type" when reader.TokenType == JsonTokenType.String:
                    type = reader.GetString();
                    break;
                case "features" when reader.TokenType == JsonTokenType.StartArray:
                    features = Features(ref reader, bytes);
                    break;
                case "crs" when reader.TokenType == JsonTokenType.StartObject:
                    crs = JsonElement.ParseValue(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // Reads on to the end: whatever follows the closing brace is broken too.
        reader.Read();
        return type == "FeatureCollection" && features is not null
            ? (features, crs)
            : throw ProblemList.Only(file, $"the GeoJSON is a {type ?? "thing without a type"}, not a FeatureCollection.", Remedy, 1);
    }

    private static List<FeatureSlice> Features(ref Utf8JsonReader reader, ReadOnlyMemory<byte> bytes)
    {
        var (features, line, seen) = (new List<FeatureSlice>(), 1L, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            line += bytes.Span[seen..start].Count((byte)'\n');
            seen = start;
            reader.Skip();
            features.Add(new FeatureSlice(bytes[start..(int)reader.BytesConsumed], line));
        }

        return features;
    }
}
