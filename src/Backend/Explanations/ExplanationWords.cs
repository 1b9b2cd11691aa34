using System.Globalization;
using MalariaPredictor.Forecasting.Models.AnomalyRidges;
using MalariaPredictor.Forecasting.Models.Cleaning;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Explanations;

/// <summary>Explanations as sentences.</summary>
internal static class ExplanationWords
{
    private const double Negligible = .005;

    /// <summary>What the parts of a median say, most important first; what hardly counts is said last, together.</summary>
    public static IReadOnlyList<string> Of(CaseParts parts, double median) =>
        [$"From where it stands now, {About(parts.Persistence)} cases would be expected.", .. Changes(parts, median)];

    /// <summary>The same of the sum of P. falciparum and P. vivax.</summary>
    public static IReadOnlyList<string> OfSum(CaseParts parts, double first, double second, double median) =>
        [
            $"P. falciparum has a median of {About(first)} cases and P. vivax one of {About(second)}.",
            .. Of(parts, median),
            Math.Abs(parts.Adding ?? 0) < Least(median)
                ? "The two medians add up to that of the total here, which medians need not."
                : $"Added up draw by draw the median of the total is {About(Math.Abs(parts.Adding!.Value))} cases "
                    + $"{(parts.Adding > 0 ? "more" : "less")} than the two medians together: medians do not add up.",
        ];

    /// <summary>Whether and why the weather counts at a horizon, and what follows from it.</summary>
    public static string Of(ClimateUse use) => Weather(use) + (use.Further is { } further ? " " + Of(further) : "");

    private static string Of(FurtherUse further) =>
        char.ToUpperInvariant(Listed(further)[0])
        + Listed(further)[1..]
        + (
            further.IsUsed ? $" lowered the error by a further {Percent(1 - further.RelativeError)} and are used."
            : further.RelativeError < 1 ? " are not used: two years of past forecasts have to speak for them, and beside the weather."
            : " are not used: past forecasts were no better for them."
        );

    private static string Listed(FurtherUse further) =>
        string.Join(
            " and ",
            further.Variables.Select(variable =>
                variable switch
                {
                    Variables.RelativeHumidity => "humidity",
                    Variables.Ndvi => "vegetation (NDVI)",
                    Variables.LandSurfaceTemperature => "land-surface temperature",
                    _ => variable,
                }
            )
        );

    private static string Weather(ClimateUse use) =>
        use.State switch
        {
            ClimateState.On => use.RelativeError < 1
                ? $"Rain and temperature are used: at past origins they lowered the error by {Percent(1 - use.RelativeError)}."
                : "Rain and temperature are used: nothing speaks against them yet.",
            ClimateState.Off =>
                $"Rain and temperature are switched off: at past origins the error was {Percent(use.RelativeError - 1)} higher with them.",
            ClimateState.NotGiven => "Rain and temperature are not used: the data hold none, or too little.",
            _ => "Rain and temperature are not used: what is given ends more than three months before the origin.",
        };

    /// <summary>What was taken in place of a report, and why.</summary>
    public static string Of(CleanedValue value) =>
        value.Reason == CleaningReason.IsolatedSpike
            ? $"{value.Period}: {Count(value.Reported)} was treated as a keying error and read as {Count(value.Taken)}."
            : $"{value.Period}: {Count(value.Reported)} is further from the report before it than ever happened here; "
                + $"it was read as {Count(value.Taken)} until later reports bear it out.";

    /// <summary>What a member of the ensemble does.</summary>
    public static string Of(string member) => Member.All.FirstOrDefault(known => known.Name == member)?.Description ?? "";

    private static IEnumerable<string> Changes(CaseParts parts, double median)
    {
        (string Name, double Cases)[] changes =
        [
            ("The season", parts.Season),
            ("What the other locations show", parts.Neighbours),
            ("Unusual weather", parts.Climate),
            ("What past errors teach", parts.Correction),
        ];
        var least = Least(median);
        var small = changes
            .Where(change => Math.Abs(change.Cases) < least)
            .Select(change => char.ToLowerInvariant(change.Name[0]) + change.Name[1..])
            .ToList();
        return
        [
            .. changes
                .Where(change => Math.Abs(change.Cases) >= least)
                .OrderByDescending(change => Math.Abs(change.Cases))
                .Select(change => $"{change.Name} {(change.Cases > 0 ? "adds" : "takes away")} {About(Math.Abs(change.Cases))} cases."),
            .. small.Count > 0 ? [$"Next to nothing comes from {And(small)}."] : Array.Empty<string>(),
        ];
    }

    private static double Least(double median) => Math.Max(.05, Negligible * median);

    private static string And(List<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    // Two digits are all that such a share is good for.
    private static string About(double cases)
    {
        if (cases < .95)
        {
            return "about " + Math.Max(0, cases).ToString("0.0", CultureInfo.InvariantCulture);
        }

        var unit = Math.Pow(10, Math.Floor(Math.Log10(cases)) - 1);
        return "about " + (Math.Round(cases / unit) * unit).ToString(cases < 9.95 ? "0.0" : "#,0", CultureInfo.InvariantCulture);
    }

    private static string Count(double cases) => Math.Round(cases).ToString("#,0", CultureInfo.InvariantCulture);

    private static string Percent(double share) =>
        share < .0005 ? "less than 0.1 %" : share.ToString("0.0 %", CultureInfo.InvariantCulture);
}
