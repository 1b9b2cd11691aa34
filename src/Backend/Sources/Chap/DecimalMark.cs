using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>
/// Reads numbers as the file writes them: with a decimal point or, where the columns are not separated by commas, with a decimal
/// comma. Not both in one file, for then 1.234 might be a thousand. Counts whose marks may separate thousands are left to
/// <see cref="CountMarks"/>.
/// </summary>
internal sealed class DecimalMark(char delimiter)
{
    public char Delimiter => delimiter;

    private long _commas;
    private long _firstComma;
    private long _firstPoint;
    private string _point = "";

    public bool TryRead(ReadOnlySpan<char> text, long line, out double number)
    {
        if (NumberCell.TryRead(text, out number))
        {
            if (_firstPoint == 0 && delimiter != ',' && text.Contains('.'))
            {
                (_firstPoint, _point) = (line, text.ToString());
            }

            return true;
        }

        if (delimiter == ',' || !NumberCell.TryReadDecimalComma(text, out number))
        {
            return false;
        }

        _commas++;
        _firstComma = _firstComma == 0 ? line : _firstComma;
        return true;
    }

    public void Complete(ProblemList problems, Warnings warnings)
    {
        if (_commas > 0 && _firstPoint > 0)
        {
            problems.Add(
                _firstPoint,
                "",
                _point,
                $"a point here and a decimal comma in line {_firstComma}: it is unclear which is which.",
                "Write all numbers with a decimal point and without thousands separators."
            );
        }
        else if (_commas > 0)
        {
            warnings.Say($"{_commas} decimal commas read as decimal points (first in line {_firstComma})");
        }
    }
}
