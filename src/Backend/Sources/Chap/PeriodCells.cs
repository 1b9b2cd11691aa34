using System.Globalization;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>The column of periods: months or weeks, one of the two throughout.</summary>
internal sealed class PeriodCells
{
    // A mistyped year would otherwise stretch the panel over centuries.
    private const int EarliestYear = 1900;
    private const int LatestYear = 2100;
    private const string Forms = "Write months as 2023-01, or ISO weeks as 2023W01.";

    private readonly ProblemList _problems;
    private readonly Dictionary<string, (int Ordinal, PeriodType Type)> _read = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (int Ordinal, PeriodType Type)>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private PeriodType? _type;
    private long _typeSeenIn;

    public PeriodCells(ProblemList problems)
    {
        _problems = problems;
        _lookup = _read.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public PeriodType Type => _type ?? PeriodType.Month;

    /// <summary>How each period was written first, by its ordinal.</summary>
    public Dictionary<int, string> Texts { get; } = [];

    public int Read(ReadOnlySpan<char> text, long line)
    {
        if (!_lookup.TryGetValue(text, out var period))
        {
            if (Parse(text, line) is not { } parsed)
            {
                return 0;
            }

            _read[text.ToString()] = period = parsed;
            Texts.TryAdd(parsed.Ordinal, text.ToString());
        }

        if (_type is null)
        {
            (_type, _typeSeenIn) = (period.Type, line);
        }
        else if (_type != period.Type)
        {
            _problems.Add(
                line,
                ChapColumns.Period,
                text,
                $"this is one of {period.Type.Plural()}, while line {_typeSeenIn} began with " + $"{_type.Value.Plural()}.",
                "Put months and weeks into two files, for two databases."
            );
        }

        return period.Ordinal;
    }

    private (int Ordinal, PeriodType Type)? Parse(ReadOnlySpan<char> text, long line)
    {
        if (!PeriodParser.TryParse(text.ToString(), out var period, out var reason))
        {
            var why = text.IsEmpty ? "the period is empty." : Why(text.ToString(), reason);

            // "There is no month 13", "… 14" and so on have one cause.
            _problems.Add(line, ChapColumns.Period, text, why, Forms, string.Concat(why.Where(letter => !char.IsAsciiDigit(letter))));
            return null;
        }

        if (period.Year is < EarliestYear or > LatestYear)
        {
            _problems.Add(
                line,
                ChapColumns.Period,
                text,
                $"the year is outside {EarliestYear} to {LatestYear}.{Calendars.Hint(period.Year)}",
                Forms,
                "year outside"
            );
            return null;
        }

        return (period.Ordinal, period.Type);
    }

    /// <summary>The parser's reason without the text and the list of forms, which the problem has in its other parts.</summary>
    private static string Why(string text, string reason)
    {
        if (DateOnly.TryParse(text, CultureInfo.InvariantCulture, out _) && text.Count(char.IsAsciiDigit) > 6)
        {
            return "this is not a period but a day.";
        }

        if (WrittenPeriod.Meaning(text) is { } meaning)
        {
            return $"this is not a period: {meaning}.";
        }

        var detail = reason.StartsWith($"'{text}' is not a period", StringComparison.Ordinal)
            ? ""
            : reason.Replace($"'{text}'", "", StringComparison.Ordinal);
        return detail.Length == 0 ? "this is not a period." : $"this is not a period: {detail.TrimStart(':', ' ')}.";
    }
}

/// <summary>Years of other calendars, which would otherwise pass for mistyped ones.</summary>
internal static class Calendars
{
    /// <summary>A sentence that says which calendar's year it may be, with a leading space; empty where none is likely.</summary>
    public static string Hint(int year) =>
        year switch
        {
            >= 2540 and <= 2620 => $" In the Thai calendar {year} is {year - 543}.",
            >= 2060 and <= 2110 => $" In the Nepali calendar {year} is {year - 57} or {year - 56}.",
            >= 1380 and <= 1425 => $" In the Persian calendar {year} is {year + 621} or {year + 622}.",
            >= 1430 and <= 1470 => $" In the Islamic calendar {year} is about {(int)Math.Round((year * 0.970224) + 621.5774)}.",
            _ => "",
        };
}
