using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>
/// The marks within the numbers of a column of counts or population. Where every mark stands before exactly three digits it separates
/// thousands (1.442 is 1442); where the column does not agree with itself, it is refused rather than guessed at.
/// </summary>
internal sealed class CountMarks(string column, char delimiter, ProblemList problems, Warnings warnings)
{
    private const string Remedy = "Write counts as digits alone, such as 1442, or with a decimal point and another number of decimals.";

    private readonly List<(int Row, long Line, string Text)> _grouped = [];
    private (long Line, string Text, string Why)? _otherwise;
    private bool _fractions;

    /// <summary>Notes a number, and says whether its value is to wait for <see cref="Complete"/>.</summary>
    public bool Waits(ReadOnlySpan<char> text, int row, long line)
    {
        var mark = text.IndexOfAny('.', ',');
        if (mark < 0)
        {
            if (_otherwise is null && text.Length > 3 && text.IndexOfAnyExceptInRange('0', '9') < 0)
            {
                _otherwise = (line, text.ToString(), "has no separator");
            }

            return false;
        }

        if (delimiter == ',' && text.Contains(','))
        {
            return false;
        }

        if (IsGrouped(text, text[mark]))
        {
            _grouped.Add((row, line, text.ToString()));
            return true;
        }

        _fractions = true;
        if (_otherwise is not { Why: "is a fraction" })
        {
            _otherwise = (line, text.ToString(), "is a fraction");
        }

        return false;
    }

    /// <summary>Fills in the values that waited, or refuses the column.</summary>
    public void Complete(List<double> values, Func<double, string, long, double> check)
    {
        if (_grouped.Count == 0)
        {
            return;
        }

        var (_, line, text) = _grouped[0];
        var mark = text[text.AsSpan().IndexOfAny('.', ',')];
        var other = _grouped.Find(cell => cell.Text.AsSpan().IndexOfAny('.', ',') is var at && cell.Text[at] != mark);
        if (delimiter == ',' && _fractions)
        {
            // Programs that separate columns by commas write decimals with a point.
            Fill(values, check, grouped => double.Parse(grouped, System.Globalization.CultureInfo.InvariantCulture));
        }
        else if (other.Text is not null)
        {
            Refuse(line, text, $"line {other.Line} has another mark, '{other.Text}'");
        }
        else if (_otherwise is { } otherwise)
        {
            Refuse(line, text, $"'{otherwise.Text}' in line {otherwise.Line} {otherwise.Why}");
        }
        else if (delimiter == ',')
        {
            Refuse(line, text, "no other number of the column decides it");
        }
        else if (_grouped.TrueForAll(cell => cell.Text.EndsWith(mark + "000", StringComparison.Ordinal)))
        {
            Refuse(line, text, "all numbers end in 000, as decimals may");
        }
        else
        {
            Fill(
                values,
                check,
                grouped =>
                    double.Parse(
                        grouped.Replace(mark.ToString(), "", StringComparison.Ordinal),
                        System.Globalization.CultureInfo.InvariantCulture
                    )
            );
            warnings.Say(
                $"{_grouped.Count} numbers of {column} read with '{mark}' as thousands separator, such as {text} as "
                    + $"{text.Replace(mark.ToString(), "", StringComparison.Ordinal)} (first in line {line})"
            );
        }
    }

    private void Fill(List<double> values, Func<double, string, long, double> check, Func<string, double> read)
    {
        foreach (var (row, line, text) in _grouped)
        {
            values[row] = check(read(text), text, line);
        }
    }

    private void Refuse(long line, string text, string why) =>
        problems.Add(line, column, text, $"the mark may separate thousands or decimals: {why}.", Remedy);

    /// <summary>One to three digits, the first not zero, and then groups of a mark and three digits.</summary>
    private static bool IsGrouped(ReadOnlySpan<char> text, char mark)
    {
        var first = text.IndexOf(mark);
        if (first is < 1 or > 3 || text[0] == '0' || (text.Length - first) % 4 != 0)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var isMark = i >= first && (i - first) % 4 == 0;
            if (isMark ? text[i] != mark : !char.IsAsciiDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
