using System.Text.Json.Nodes;
using MalariaPredictor.Backend.Models;

namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>The JSON schema of a configuration: from it CHAP draws the form in which users choose.</summary>
internal static class ConfigSchema
{
    public const int DefaultPeriods = 3;

    public static JsonObject Document()
    {
        var none = new ChapOptions();
        return new JsonObject
        {
            ["title"] = "MalariaPredictorConfig",
            ["type"] = "object",
            ["additionalProperties"] = true,
            ["properties"] = new JsonObject
            {
                ["prediction_periods"] = Whole(
                    "Prediction periods",
                    "How many periods ahead are asked for. The request decides.",
                    DefaultPeriods,
                    1,
                    100
                ),
                ["additional_continuous_covariates"] = new JsonObject
                {
                    ["title"] = "Additional covariates",
                    ["type"] = "array",
                    ["items"] = new JsonObject { ["type"] = "string" },
                    ["default"] = new JsonArray(),
                },
                ["samples"] = Whole(
                    "Samples",
                    "Samples drawn of each forecast.",
                    none.Samples,
                    ChapOptions.FewestSamples,
                    ChapOptions.MostSamples
                ),
                ["seed"] = Whole("Seed", "The same seed gives the same samples.", none.Seed, 0, int.MaxValue),
                ["whole_counts"] = new JsonObject
                {
                    ["title"] = "Whole counts",
                    ["description"] = "Round samples to whole cases.",
                    ["type"] = "boolean",
                    ["default"] = none.WholeCounts,
                },
                ["algorithm"] = new JsonObject
                {
                    ["title"] = "Algorithm",
                    ["description"] = "auto takes the one that does best in a back-test on the training data.",
                    ["type"] = "string",
                    ["enum"] = new JsonArray([ChapOptions.Auto, .. Training.Candidates.Select(candidate => (JsonNode)candidate.Name)]),
                    ["default"] = none.Algorithm,
                },
            },
        };
    }

    private static JsonObject Whole(string title, string description, int otherwise, int least, int most) =>
        new()
        {
            ["title"] = title,
            ["description"] = description,
            ["type"] = "integer",
            ["default"] = otherwise,
            ["minimum"] = least,
            ["maximum"] = most,
        };
}
