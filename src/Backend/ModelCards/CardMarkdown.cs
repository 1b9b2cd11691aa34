using System.Globalization;
using System.Text;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Forecasting.Evaluation;

namespace MalariaPredictor.Backend.ModelCards;

/// <summary>A model card for people, as Markdown.</summary>
internal static class CardMarkdown
{
    private const int Named = 5;

    /// <param name="card">The card.</param>
    /// <param name="pictures">Files beside it to show, with what they show.</param>
    public static string Write(ModelCard card, params (string File, string Shows)[] pictures)
    {
        var text = new StringBuilder();
        Line($"# Model card: {MarkdownText.Escape(card.Name)} version {card.Version}");
        if (card.Data.Simulated)
        {
            Line("> **SIMULATED DATA.** Nothing here describes a real place or real people.");
        }

        Line($"{MarkdownText.Code(card.Algorithm)}, registered {card.CreatedAt:yyyy-MM-dd HH:mm} UTC. {MarkdownText.Escape(card.Reason)}");
        Line("## Data");
        Line(Data(card.Data));
        Line("## Skill");
        Line(Skill(card.Skill));
        Picture("skill-map.svg");
        Line("## Calibration");
        Line(Calibration(card.Calibration));
        Picture("reliability.svg");
        if (card.Levels.Count > 0)
        {
            Line("## Totals of groups");
            Line(CardPartsMarkdown.Levels(card));
        }

        if (card.Species.Count > 0)
        {
            Line("## Species");
            Line(CardPartsMarkdown.Species(card));
        }

        if (card.Further.Count > 0)
        {
            Line("## Humidity, vegetation and land-surface temperature");
            Line(CardPartsMarkdown.Further(card));
        }

        Line("## What it is for");
        Line(List(card.IntendedUse));
        Line("## Limits");
        Line(List(card.Limits));
        Line("## How to cite");
        Line(MarkdownText.Escape(card.Citation));
        Line(
            $"Settings: {MarkdownText.Code(card.Settings.GetRawText())}. Of the variance of errors {Share(card.Dependence.ShareAt(1))} is "
                + "common to all places one period ahead; intervals of totals allow for it."
        );
        return text.ToString().TrimEnd() + "\n";

        void Line(string paragraph) => text.Append(paragraph).Append("\n\n");

        void Picture(string file)
        {
            foreach (var picture in pictures.Where(picture => picture.File == file))
            {
                Line($"![{picture.Shows}]({picture.File})");
            }
        }
    }

    private static string Data(CardData data)
    {
        var text = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{data.Locations} locations × {data.Periods} {data.PeriodType}s, {data.First} to {data.Last}; {data.Reports:#,0} reports, "
                    + $"{Share(data.MissingShare)} missing. Variables: {string.Join(", ", data.Variables.Select(MarkdownText.Escape))}. "
            )
        );
        text.Append(
            data.Reproduced
                ? $"The stored data of that day still have the digest `{data.Digest[..12]}…`."
                : $"The stored data of that day no longer have the digest `{data.Digest[..12]}…` it was trained on."
        );
        text.Append("\n\n| source | rows | recorded | sha256 |\n|---|---:|---|---|");
        foreach (var source in data.Sources)
        {
            text.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"\n| {MarkdownText.Escape(source.Name)}{(source.Simulated ? " (SIMULATED)" : "")} | {source.Rows:#,0} | "
                        + $"{source.RecordedAt:yyyy-MM-dd} | `{source.Sha256[..Math.Min(12, source.Sha256.Length)]}…` |"
                )
            );
        }

        return text.ToString();
    }

    private static string Skill(CardSkill skill)
    {
        if (skill.Overall.Cases == 0)
        {
            return "The history is too short to score any forecast: its skill is unknown.";
        }

        var text = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{skill.Overall.Cases:#,0} forecasts from {skill.Origins} past origins, {skill.FirstOrigin} to {skill.LastOrigin}, each "
                    + $"made from what was known then. "
            )
        );
        text.Append(
            skill.IsYardstick
                ? $"It is the yardstick ({MarkdownText.Escape(skill.Yardstick)}) itself."
                : $"Relative to {MarkdownText.Escape(skill.Yardstick)}: below 1 is better."
        );
        text.Append(
            "\n\n| periods ahead | origins | cases | WIS | log-WIS | MAE | relative WIS | relative log-WIS | in 50 % | in 80 % | in 95 % |"
                + "\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
        );
        foreach (var row in skill.ByHorizon)
        {
            var s = row.Scores;
            text.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"\n| {row.Horizon?.ToString(CultureInfo.InvariantCulture) ?? "all"} | {Half(row.Half)} | {s.Cases:#,0} | {s.Wis:#,0.0}"
                        + $" | {s.LogWis:0.000} | {s.Mae:#,0.0} | {s.RelativeWis:0.000} | {s.RelativeLogWis:0.000} | {Share(s.Coverage50)} "
                        + $"| {Share(s.Coverage80)} | {Share(s.Coverage95)} |"
                )
            );
        }

        return text.Append("\n\n").Append(Places(skill)).ToString();
    }

    private static string Places(CardSkill skill)
    {
        var better = skill.ShareOfLocationsBetter is { } share
            ? $" It beats {MarkdownText.Escape(skill.Yardstick)} in {Share(share)} of the locations."
            : "";
        return $"Best in {Names(skill.Locations.Take(Named))}. Worst in {Names(skill.Locations.Reverse().Take(Named))}. "
            + $"In brackets: the {(skill.IsYardstick ? "log-WIS" : "relative log-WIS")}.{better}";

        string Names(IEnumerable<CardLocation> places) =>
            string.Join(
                ", ",
                places.Select(place => Invariant($"{MarkdownText.Escape(place.Location)} ({place.Rank(!skill.IsYardstick):0.00})"))
            );
    }

    private static string Calibration(CardCalibration calibration)
    {
        var text =
            $"The central 50, 80 and 95 % intervals held {Share(calibration.Coverage50)}, {Share(calibration.Coverage80)} and "
            + $"{Share(calibration.Coverage95)} of what happened.";
        return calibration.Worst is not { } worst
            ? text
            : text
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $" Of the 23 quantiles, that of level {worst.Level:0.###} is furthest off: {Share(worst.Observed)} of the actuals were "
                        + $"at or below it. "
                )
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{calibration.Levels.Count(level => level.Observed >= level.Low && level.Observed <= level.High)} of 23 lie in the "
                        + $"band where nine in ten of a calibrated model would; "
                )
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"as places err together, the {calibration.Cases:#,0} cases are worth about {calibration.EffectiveCases:#,0} "
                        + $"independent ones."
                );
    }

    private static string List(IEnumerable<string> items) => string.Join('\n', items.Select(item => $"- {MarkdownText.Escape(item)}"));

    private static string Half(OriginHalf half) =>
        half == OriginHalf.Both ? "all"
        : half == OriginHalf.Early ? "early"
        : "late";

    private static string Share(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

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
    public static string Further(ModelCard card) =>
        "They are used at a horizon where forecasts from past origins were better for them, beside rain and temperature. "
        + string.Join(
            " ",
            card.Further.Select(use =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{use.Horizon} {card.Data.PeriodType}{(use.Horizon == 1 ? "" : "s")} ahead: "
                        + $"{string.Join(", ", use.Variables.Select(MarkdownText.Escape))} {(use.IsUsed ? "used" : "not used")}, "
                        + $"error with them {use.RelativeError:0.000} of that without."
                )
            )
        );

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
