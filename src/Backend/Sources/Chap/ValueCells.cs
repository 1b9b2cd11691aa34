using System.Globalization;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>
/// One column of values. In the columns that CHAP knows every text is a mistake; a further covariate may turn out to be text
/// throughout, such as a kind of facility, and is then left out.
/// </summary>
internal sealed class ValueCells(string name, DecimalMark mark, ProblemList problems, Warnings warnings, bool convertKelvin = false)
{
    private readonly CountMarks? _marks = ValueRule.IsCount(name) ? new CountMarks(name, mark.Delimiter, problems, warnings) : null;
    private const int Remembered = 20;

    private readonly List<(long Line, string Text)> _texts = [];
    private readonly List<(double Value, string Text, long Line)> _kelvin = [];
    private readonly bool _known = ChapColumns.Known.Contains(name, StringComparer.Ordinal);
    private long _textCount;
    private long _numberCount;

    public string Name => name;

    /// <summary>A value for each row, NaN where missing.</summary>
    public List<double> Values { get; } = [];

    /// <summary>Whether the column holds words rather than numbers.</summary>
    public bool IsText => !_known && _textCount > _numberCount;

    public bool IsEmpty => _numberCount == 0 && _textCount == 0;

    public void Read(ReadOnlySpan<char> text, long line)
    {
        var value = double.NaN;
        if (!NumberCell.IsMissing(text) && _marks?.Waits(text, Values.Count, line) != true)
        {
            value = mark.TryRead(text, line, out var number) ? Checked(number, text, line) : NotANumber(text, line);
        }

        Values.Add(value);
    }

    public void Complete()
    {
        if (IsText)
        {
            warnings.Say($"column {name} holds text in {_textCount} rows: left out");
            return;
        }

        CompleteKelvin();
        _marks?.Complete(Values, (value, text, line) => Checked(value, text, line));
        foreach (var (line, text) in _texts)
        {
            Refuse(text, line);
        }

        if (IsEmpty && Values.Count > 0)
        {
            warnings.Say($"column {name} is empty throughout");
        }
    }

    private double Checked(double value, ReadOnlySpan<char> text, long line)
    {
        _numberCount++;
        if (convertKelvin && ValueRule.MayBeKelvin(name, value))
        {
            _kelvin.Add((value, _kelvin.Count < Remembered ? text.ToString() : "", line));
            return value;
        }

        if (ValueRule.Violated(name, value) is { } wrong)
        {
            problems.Add(line, name, text, wrong.What, wrong.Remedy);
            return double.NaN;
        }

        if (ValueRule.IsPartial(name, value))
        {
            warnings.Count($"values of {name} that are not whole numbers, kept as they are", line);
        }

        return value;
    }

    /// <summary>A column that is in kelvin throughout is converted; single such values are mistakes.</summary>
    private void CompleteKelvin()
    {
        if (_kelvin.Count == 0)
        {
            return;
        }

        if (_kelvin.Count == _numberCount)
        {
            for (var row = 0; row < Values.Count; row++)
            {
                Values[row] -= ValueRule.ZeroCelsius;
            }

            warnings.Say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"column {name} is in kelvin ({_kelvin.Min(cell => cell.Value)} to {_kelvin.Max(cell => cell.Value)}): converted to "
                        + $"degrees Celsius, {ValueRule.ZeroCelsius} subtracted"
                )
            );
            return;
        }

        foreach (var (value, text, line) in _kelvin)
        {
            var (what, remedy) = ValueRule.Violated(name, value)!.Value;
            problems.Add(line, name, text, what, remedy);
        }
    }

    private double NotANumber(ReadOnlySpan<char> text, long line)
    {
        _textCount++;
        if (_known)
        {
            Refuse(text, line);
        }
        else if (_texts.Count < Remembered)
        {
            _texts.Add((line, text.ToString()));
        }

        return double.NaN;
    }

    private void Refuse(ReadOnlySpan<char> text, long line) =>
        problems.Add(
            line,
            name,
            text,
            "this is not a number.",
            "Write digits with a decimal point and without thousands separators, such as 1234.5, or leave the cell empty."
        );
}
