using System.Globalization;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Models;

namespace MalariaPredictor.Backend.Chap;

/// <summary>
/// Reads options from a tree of names and texts, as YAML or JSON gives them. CHAP nests what the user chose under <c>user_option_values</c>
/// and puts words of its own beside it, which are not ours to judge.
/// </summary>
internal static class ChapOptionReader
{
    private const string Nest = "user_option_values";

    private static readonly string[] Names = ["samples", "seed", "whole_counts", "algorithm"];

    /// <summary>Words of CHAP's that may stand among the options without being any.</summary>
    private static readonly string[] NotOurs =
    [
        Nest,
        "additional_continuous_covariates",
        "prediction_periods",
        "prediction_length",
        "name",
        "model_template",
        "model_template_id",
        "id",
        "archived",
        "uses_chapkit",
    ];

    /// <param name="tree">Texts, numbers, truth values, and trees of them.</param>
    /// <exception cref="UserFacingException">An option is unknown or has a bad value.</exception>
    public static ChapOptions Read(IReadOnlyDictionary<string, object?> tree)
    {
        var given = tree.Where(pair => !NotOurs.Contains(pair.Key, StringComparer.Ordinal))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        foreach (
            var (name, value) in tree.GetValueOrDefault(Nest) as IReadOnlyDictionary<string, object?>
                ?? new Dictionary<string, object?>(StringComparer.Ordinal)
        )
        {
            given.TryAdd(name, value);
        }

        if (given.Keys.FirstOrDefault(name => !Names.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw new UserFacingException($"There is no option '{unknown}'.", $"The options are {string.Join(", ", Names)}.");
        }

        return new ChapOptions(
            Whole(given, "samples", new ChapOptions().Samples, ChapOptions.FewestSamples, ChapOptions.MostSamples),
            Whole(given, "seed", new ChapOptions().Seed, 0, int.MaxValue),
            OneOf(given, "whole_counts", "false", ["true", "false"]) == "true",
            OneOf(given, "algorithm", ChapOptions.Auto, [ChapOptions.Auto, .. Training.Candidates.Select(candidate => candidate.Name)])
        );
    }

    private static int Whole(Dictionary<string, object?> given, string name, int otherwise, int least, int most)
    {
        var text = Text(given, name);
        return text is null ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
            : throw new UserFacingException(
                $"The option {name} is '{text}'.",
                $"Set it to a whole number from {least} to {most}, or leave it out for {otherwise}."
            );
    }

    private static string OneOf(Dictionary<string, object?> given, string name, string otherwise, string[] allowed)
    {
        var text = Text(given, name);
        return text is null
            ? otherwise
            : Array.Find(allowed, known => known.Equals(text, StringComparison.OrdinalIgnoreCase))
                ?? throw new UserFacingException(
                    $"The option {name} is '{text}'.",
                    $"Set it to one of {string.Join(", ", allowed)}, or leave it out for {otherwise}."
                );
    }

    private static string? Text(Dictionary<string, object?> given, string name) =>
        given.GetValueOrDefault(name) is { } value && Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text
            ? text
            : null;
}
