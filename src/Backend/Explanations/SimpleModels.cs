using MalariaPredictor.Forecasting.Models.Ensembles;

namespace MalariaPredictor.Backend.Explanations;

/// <summary>Models that are one rule, or one regression: saying what they do is the explanation.</summary>
internal static class SimpleModels
{
    private static readonly Dictionary<string, string> Rules = new(StringComparer.Ordinal)
    {
        ["srp"] =
            "a simple model, srp (seasonal relative persistence). It forecasts the last value, moved by the change of the location's usual "
            + "season",
        ["seasonal-naive"] = "a simple model, seasonal-naive. It forecasts the value of a year before",
        ["climatology"] = "a simple model, climatology. It forecasts what is usual for the season at the location",
        ["last-value"] = "a simple model, last-value. It forecasts the last value reported",
    };

    /// <summary>What the model does; null for the ensemble, which can be taken apart.</summary>
    public static string? Statement(string algorithm) =>
        algorithm switch
        {
            "ensemble" => null,
            _ when Member.All.FirstOrDefault(member => member.Name == algorithm) is { } member =>
                $"The champion is one member of the ensemble alone, {member.Name}: {member.Description}. "
                    + "Its ranges are those of its past errors; only the ensemble is taken apart here.",
            _ when Rules.TryGetValue(algorithm, out var rule) =>
                $"The champion is {rule}. Its ranges are those of its past errors; only the ensemble is taken apart here.",
            _ => $"The champion is the model {algorithm}, whose forecasts this release cannot take apart.",
        };
}
