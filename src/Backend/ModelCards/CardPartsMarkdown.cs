using System.Globalization;
using System.Text;
using MalariaPredictor.Backend.Forecasts;

namespace MalariaPredictor.Backend.ModelCards;

/// <summary>The tables of a card on what forecasts are added up to, and what they are added up from.</summary>
internal static class CardPartsMarkdown
{
    /// <summary>The totals of each level of the hierarchy.</summary>
    public static string Levels(ModelCard card)
    {
        var text = new StringBuilder("Samples of all locations, added up draw by draw, scored on the sum of what was then reported. ");
        text.Append(Relative(card, "the totals of"))
            .Append(
                "\n\n| totals | groups | cases | WIS | log-WIS | relative WIS | relative log-WIS | in 50 % | in 80 % | in 95 % |\n|---|"
                    + "---:|---:|---:|---:|---:|---:|---:|---:|---:|"
            );
        foreach (var (level, groups, s, wis, logWis) in card.Levels)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n| {MarkdownText.Escape(level)} | {groups} | {s.Cases:#,0} | {s.Wis:#,0.0} | {s.LogWis:0.000} | "
                    + $"{wis:0.000} | {logWis:0.000} | {Share(s.Coverage50)} | {Share(s.Coverage80)} | {Share(s.Coverage95)} |"
            );
        }

        return text.ToString();
    }

    /// <summary>The forecasts of each species.</summary>
    public static string Species(ModelCard card)
    {
        var text = new StringBuilder("Each species is forecast by itself; what is served of a location, and scored above, is their sum. ");
        text.Append(Relative(card, "the forecasts of each species by"))
            .Append(
                "\n\n| species | locations | cases | WIS | log-WIS | relative WIS | relative log-WIS | in 50 % | in 80 % | in 95 % |\n|---|"
                    + "---:|---:|---:|---:|---:|---:|---:|---:|---:|"
            );
        foreach (var (variable, locations, s) in card.Species)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n| *{MarkdownText.Escape(new SpeciesForecast(variable, []).Name)}* | {locations} | {s.Cases:#,0} | "
                    + $"{s.Wis:#,0.0} | {s.LogWis:0.000} | "
                    + $"{s.RelativeWis:0.000} | {s.RelativeLogWis:0.000} | {Share(s.Coverage50)} | {Share(s.Coverage80)} | "
                    + $"{Share(s.Coverage95)} |"
            );
        }

        return text.ToString();
    }

    private static string Relative(ModelCard card, string to) =>
        card.Skill.IsYardstick
            ? $"It is the yardstick ({MarkdownText.Escape(card.Skill.Yardstick)}) itself."
            : $"Relative to {to} {MarkdownText.Escape(card.Skill.Yardstick)}: below 1 is better.";

    private static string Share(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);
}
