using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>The column of locations: each name once, and its index for each row.</summary>
internal sealed class PlaceCells
{
    private const int Longest = 200;

    private readonly ProblemList _problems;
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public PlaceCells(ProblemList problems)
    {
        _problems = problems;
        _lookup = _index.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyList<string> Names => _names;

    public int Read(ReadOnlySpan<char> text, long line)
    {
        if (_lookup.TryGetValue(text, out var index))
        {
            return index;
        }

        if (Wrong(text) is { } what)
        {
            _problems.Add(line, ChapColumns.Location, text, what, "Write the location's name.");
            return 0;
        }

        _names.Add(text.ToString());
        return _index[_names[^1]] = _names.Count - 1;
    }

    /// <summary>What is wrong with the name of a place; null for a good one.</summary>
    public static string? Wrong(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return "the location is empty.";
        }

        if (text.Length > Longest)
        {
            return $"a name of {text.Length} letters is too long.";
        }

        foreach (var letter in text)
        {
            if (char.IsControl(letter) || letter == '\uFFFD')
            {
                return "the name holds letters that cannot be shown.";
            }
        }

        return null;
    }
}
