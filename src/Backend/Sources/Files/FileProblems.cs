using System.Text;

namespace MalariaPredictor.Backend.Sources.Files;

/// <summary>One thing wrong with a file: where, what is there, what is wrong with it, what to do.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">From 1, as an editor counts; 0 for the file as a whole.</param>
/// <param name="Column">The column's name, or its position where it has none; empty for a line as a whole.</param>
/// <param name="Value">What stands there, shortened and printable.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="More">How many other lines have the same problem.</param>
/// <param name="Others">The first of those, with their values where these differ; empty where there are none.</param>
public sealed record FileProblem(
    string File,
    long Line,
    string Column,
    string Value,
    string What,
    string Remedy,
    long More = 0,
    string Others = ""
)
{
    private const int Longest = 60;

    /// <summary><c>file:line, column 'x', value 'y': what. Remedy</c>, without the parts that do not apply.</summary>
    public override string ToString()
    {
        var line = Line > 0 ? $":{Line}" : "";
        var column = Column.Length > 0 ? $", {Column}" : "";
        var value = Value.Length > 0 ? $", '{Value}'" : "";
        var more = More == 0 ? "" : $" ({More} more like this: {Others})";
        return $"{File}{line}{column}{value}: {What} {Remedy}".TrimEnd() + more;
    }

    /// <summary>Text from a file, safe to print on a terminal and short enough for a line.</summary>
    public static string Shown(ReadOnlySpan<char> text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text[..Math.Min(text.Length, Longest)].EnumerateRunes())
        {
            shown.Append(Rune.IsControl(rune) ? "\uFFFD" : rune.ToString());
        }

        return shown.Append(text.Length > Longest ? "…" : "").ToString();
    }
}

/// <summary>The problems of one file as they are found, one for each cause: all are counted, the first lines of each are named.</summary>
internal sealed class ProblemList(string file)
{
    private const int MostCauses = 20;
    private const int MostOthers = 4;

    private readonly Dictionary<string, Cause> _causes = new(StringComparer.Ordinal);

    public string File => file;

    public long Total { get; private set; }

    /// <summary>The problems that are told, in the order of the file.</summary>
    public IReadOnlyList<FileProblem> First => [.. _causes.Values.Select(cause => cause.Told())];

    /// <param name="line">Where; 0 for the file as a whole.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="value">What stands there.</param>
    /// <param name="what">What is wrong.</param>
    /// <param name="remedy">What to do.</param>
    /// <param name="cause">What it has in common with others where their texts differ.</param>
    public void Add(long line, string column, ReadOnlySpan<char> value, string what, string remedy, string? cause = null)
    {
        Total++;
        var key = cause ?? $"{column}\n{what}\n{remedy}";
        if (_causes.TryGetValue(key, out var known))
        {
            known.Add(line, FileProblem.Shown(value));
        }
        else if (_causes.Count < MostCauses)
        {
            _causes[key] = new Cause(new FileProblem(file, line, column, FileProblem.Shown(value), what, remedy));
        }
    }

    /// <exception cref="RejectedFileException">There is any problem.</exception>
    public void ThrowIfAny()
    {
        if (Total > 0)
        {
            throw new RejectedFileException(file, First, Total);
        }
    }

    /// <summary>A rejection for one reason that makes further reading pointless.</summary>
    public static RejectedFileException Only(string file, string what, string remedy, long line = 0) =>
        new(file, [new FileProblem(file, line, "", "", what, remedy)], 1);

    private sealed class Cause(FileProblem first)
    {
        private readonly List<(long Line, string Value)> _others = [];
        private long _more;

        public void Add(long line, string value)
        {
            _more++;
            if (_others.Count < MostOthers)
            {
                _others.Add((line, value));
            }
        }

        public FileProblem Told()
        {
            var others = _others.Select(other =>
                (other.Line > 0 ? $"line {other.Line}" : "")
                + (other.Value == first.Value || other.Value.Length == 0 ? "" : $" '{other.Value}'")
            );
            var rest = _more > _others.Count ? $" and {_more - _others.Count} others" : "";
            return first with { More = _more, Others = string.Join(", ", others.Select(other => other.Trim())) + rest };
        }
    }
}

/// <summary>A file cannot be imported. Holds all that is wrong with it; nothing of it was stored.</summary>
public sealed class RejectedFileException : Exception
{
    public RejectedFileException(string file, IReadOnlyList<FileProblem> problems, long total)
        : base($"{file} was rejected, nothing was stored: {(total == 1 ? "1 problem" : $"{total} problems")}.") =>
        (File, Problems, Total) = (file, problems, total);

    public RejectedFileException()
        : this("The file", [], 0) { }

    public RejectedFileException(string message)
        : this(message, [], 0) { }

    public RejectedFileException(string message, Exception innerException)
        : base(message, innerException) => (File, Problems) = ("", []);

    /// <summary>The file's name.</summary>
    public string File { get; }

    /// <summary>The first problems, one for each cause, in the order in which they were found.</summary>
    public IReadOnlyList<FileProblem> Problems { get; }

    /// <summary>How many there are in all.</summary>
    public long Total { get; }

    /// <summary>How many have a cause that <see cref="Problems"/> does not tell.</summary>
    public long Untold => Total - Problems.Sum(problem => 1 + problem.More);
}
