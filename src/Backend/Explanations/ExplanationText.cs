using System.Globalization;
using System.Text;

namespace MalariaPredictor.Backend.Explanations;

/// <summary>An explanation as lines of text for people.</summary>
internal static class ExplanationText
{
    public static string Write(ExplanationDocument document)
    {
        var text = new StringBuilder(
            $"{document.Location}, from {document.Origin}, {document.Unit}{(document.Simulated ? " (SIMULATED DATA)" : "")}\n"
        );
        if (document.Statement is { } statement)
        {
            text.Append(statement).Append('\n');
        }

        Add(text, document.Forecasts, document.Cleaned);
        foreach (var species in document.Species)
        {
            text.Append('\n').Append(species.Name).Append('\n');
            Add(text, species.Forecasts, species.Cleaned);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, IReadOnlyList<ExplainedForecast> forecasts, IReadOnlyList<CleanedReport> cleaned)
    {
        foreach (var forecast in forecasts)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{forecast.Period}: median {forecast.Median:#,0.#}. {string.Join(' ', forecast.Words)}\n"
            );
            text.Append("  alone: ").AppendJoin(", ", forecast.Members.Select(Member)).Append('\n');
            if (forecast.Climate is { } climate)
            {
                text.Append("  ").Append(climate.Words).Append('\n');
            }
        }

        foreach (var report in cleaned)
        {
            text.Append(report.Words).Append('\n');
        }
    }

    private static string Member(ExplainedMember member) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{member.Name} {member.Median:#,0.#}{(member.Weight is { } weight ? $" (weight {weight:0 %})" : "")}"
        );
}
