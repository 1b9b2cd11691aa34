using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>The column of parents: for each location what its lines say, each different word of it once.</summary>
internal sealed class ParentCells(ProblemList problems)
{
    private readonly List<ParentLine> _lines = [];
    private readonly Dictionary<int, string> _last = [];

    /// <summary>What was said; an empty cell says nothing.</summary>
    public IReadOnlyList<ParentLine> Lines => _lines;

    /// <param name="location">Index of the location.</param>
    /// <param name="name">Its name.</param>
    /// <param name="text">The cell.</param>
    /// <param name="line">Where.</param>
    public void Read(int location, string name, ReadOnlySpan<char> text, long line)
    {
        if (NumberCell.IsMissing(text) || (_last.TryGetValue(location, out var last) && text.SequenceEqual(last)))
        {
            return;
        }

        if (PlaceCells.Wrong(text) is { } what)
        {
            problems.Add(line, ChapColumns.Parent, text, what, "Write the name of the group that the location is part of.");
            return;
        }

        _last[location] = text.ToString();
        _lines.Add(new ParentLine(name, _last[location], line));
    }
}
