using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>A place of a file: identified by its canonical name and, where one name stands in several groups, by its parent.</summary>
/// <param name="Label">Its name within the file: as written, with the parent where the name alone would not do.</param>
/// <param name="Written">Its name as written first.</param>
/// <param name="Parent">The group it is part of, as written first; null where the file names none.</param>
/// <param name="ParentLine">Where the parent stands.</param>
public sealed record FilePlace(string Label, string Written, string? Parent, long ParentLine);

/// <summary>
/// The columns of locations and their parents: each place once, and its index for each row. A name in two groups is two places; one
/// name in two spellings is one place.
/// </summary>
internal sealed class PlaceCells(ProblemList problems, Warnings warnings)
{
    private const int NoParent = -1;

    private readonly Spellings _names = new();
    private readonly Spellings _parents = new();
    private readonly Dictionary<long, int> _pairs = [];
    private readonly List<(int Name, int Parent, long Line)> _raw = [];

    /// <summary>The places, once <see cref="Complete"/> was called.</summary>
    public IReadOnlyList<FilePlace> Places { get; private set; } = [];

    /// <summary>The index of a row's pair of name and parent, which <see cref="Complete"/> turns into that of its place.</summary>
    public int Read(ReadOnlySpan<char> location, ReadOnlySpan<char> parent, long line)
    {
        var name = _names.Find(location);
        if (name < 0)
        {
            if (Wrong(location) is { } what)
            {
                problems.Add(line, ChapColumns.Location, location, what, "Write the location's name.");
                return -1;
            }

            name = _names.Add(location);
        }

        var group = NumberCell.IsMissing(parent) ? NoParent : _parents.Find(parent);
        if (group < 0 && !NumberCell.IsMissing(parent))
        {
            if (Wrong(parent) is { } what)
            {
                problems.Add(line, ChapColumns.Parent, parent, what, "Write the name of the group that the location is part of.");
                return -1;
            }

            group = _parents.Add(parent);
        }

        var pair = ((long)_names.IdentityOf[name] << 32) | (uint)(group < 0 ? NoParent : _parents.IdentityOf[group]);
        if (!_pairs.TryGetValue(pair, out var index))
        {
            _pairs[pair] = index = _raw.Count;
            _raw.Add((_names.IdentityOf[name], group < 0 ? NoParent : _parents.IdentityOf[group], line));
        }

        return index;
    }

    /// <summary>Finds out which pairs are one place, and gives each row its place.</summary>
    public void Complete(List<int> placeOf, List<int> ordinals, List<long> lines)
    {
        WarnOfSpellings(_names, "place", ChapColumns.Location);
        WarnOfSpellings(_parents, "group", ChapColumns.Parent);
        var (places, index) = (new List<FilePlace>(), new int[_raw.Count]);
        foreach (var name in _raw.Index().GroupBy(pair => pair.Item.Name))
        {
            var pairs = name.ToArray();
            var grouped = pairs.Where(pair => pair.Item.Parent != NoParent).ToArray();
            if (grouped.Length > 1)
            {
                CheckApart(_names.Written[name.Key], pairs, placeOf, ordinals, lines);
            }

            foreach (
                var (raw, (_, parent, line)) in grouped.Length > 1 ? grouped
                : grouped.Length == 1 ? grouped
                : pairs
            )
            {
                var (written, group) = (_names.Written[name.Key], parent == NoParent ? null : _parents.Written[parent]);
                index[raw] = places.Count;
                places.Add(new FilePlace(grouped.Length > 1 ? $"{written} ({group})" : written, written, group, line));
            }

            foreach (var (raw, _) in pairs.Where(pair => pair.Item.Parent == NoParent && grouped.Length > 0))
            {
                // Lines without a parent belong to the one place of this name.
                index[raw] = index[grouped[0].Index];
            }
        }

        Places = places;
        for (var row = 0; row < placeOf.Count; row++)
        {
            placeOf[row] = placeOf[row] < 0 ? 0 : index[placeOf[row]];
        }
    }

    /// <summary>What is wrong with the name of a place; null for a good one.</summary>
    public static string? Wrong(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return "the location is empty.";
        }

        if (text.Length > NearNames.Longest)
        {
            return $"a name of {text.Length} letters is too long: {NearNames.Longest} are allowed.";
        }

        if (!PlaceName.IsWellFormed(text))
        {
            return "the name holds half a letter (a lone surrogate).";
        }

        foreach (var letter in text)
        {
            if (char.IsControl(letter) || letter == '\uFFFD')
            {
                return "the name holds letters that cannot be shown.";
            }
        }

        // In an address the first two mean another folder, and the last means a slash, so that no link could lead to the place.
        return text is "." or ".." ? "this is no name: in an address it means another folder."
            : text.Contains("%2F", StringComparison.OrdinalIgnoreCase) ? "the name holds %2F, which in an address means a slash."
            : PlaceName.Canonical(text.ToString()).Length == 0 ? "the name holds no letters."
            : null;
    }

    /// <summary>One name in several groups: are these several places, or one that moved?</summary>
    private void CheckApart(
        string name,
        (int Index, (int Name, int Parent, long Line) Item)[] pairs,
        List<int> placeOf,
        List<int> ordinals,
        List<long> lines
    )
    {
        var groups = string.Join(
            " and ",
            pairs.Where(pair => pair.Item.Parent != NoParent).Select(pair => _parents.Written[pair.Item.Parent])
        );
        var (wanted, seen, overlap) = (pairs.Select(pair => pair.Index).ToHashSet(), new Dictionary<int, int>(), false);
        for (var row = 0; row < placeOf.Count; row++)
        {
            if (placeOf[row] < 0 || !wanted.Contains(placeOf[row]))
            {
                continue;
            }

            if (_raw[placeOf[row]].Parent == NoParent)
            {
                problems.Add(
                    lines[row],
                    ChapColumns.Parent,
                    name,
                    $"there is a {name} in {groups}, and this line does not say which one it means.",
                    "Write the parent in every line of this name.",
                    cause: "no parent"
                );
            }
            else
            {
                overlap |= !seen.TryAdd(ordinals[row], placeOf[row]) && seen[ordinals[row]] != placeOf[row];
            }
        }

        if (!overlap)
        {
            var (_, (_, parent, line)) = pairs.Where(pair => pair.Item.Parent != NoParent).ElementAt(1);
            problems.Add(
                line,
                ChapColumns.Parent,
                _parents.Written[parent],
                $"{name} is in {groups}, never in the same period: it is unclear whether it moved or whether these are several places.",
                $"If it moved, write its present parent in all its lines; if these are several places, give each a name of its own.",
                cause: "moved or several"
            );
        }
    }

    private void WarnOfSpellings(Spellings names, string what, string column)
    {
        var several = names.SpelledSeveralWays().ToArray();
        if (several.Length > 0)
        {
            warnings.Say(
                $"{several.Length} {what}{(several.Length > 1 ? "s are" : " is")} spelled in several ways in column "
                    + $"{column}, each taken for one: "
                    + Warnings.Some(several)
            );
        }
    }

    /// <summary>Names as they are written, each with the first that is the same name.</summary>
    private sealed class Spellings
    {
        private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _canonical = new(StringComparer.Ordinal);

        public List<string> Written { get; } = [];

        public List<int> IdentityOf { get; } = [];

        public int Find(ReadOnlySpan<char> text) =>
            _index.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var found) ? found : -1;

        public int Add(ReadOnlySpan<char> text)
        {
            var (written, added) = (text.ToString(), Written.Count);
            _index[written] = added;
            Written.Add(written);
            var canonical = PlaceName.Canonical(written);
            _canonical.TryAdd(canonical, added);
            IdentityOf.Add(_canonical[canonical]);
            return added;
        }

        public IEnumerable<string> SpelledSeveralWays() =>
            Written
                .Index()
                .GroupBy(name => IdentityOf[name.Index])
                .Where(name => name.Count() > 1)
                .Select(name => string.Join(" = ", name.Select(spelling => $"'{FileProblem.Shown(spelling.Item)}'")));
    }
}
