namespace MalariaPredictor.Backend.Sources.Files;

/// <summary>The problems of one file as they are found: all are counted, the first are kept.</summary>
internal sealed class ProblemList(string file)
{
    private const int Kept = 20;

    private readonly List<FileProblem> _first = [];

    public string File => file;

    public long Total { get; private set; }

    public IReadOnlyList<FileProblem> First => _first;

    public void Add(long line, string column, ReadOnlySpan<char> value, string what, string remedy)
    {
        Total++;
        if (_first.Count < Kept)
        {
            _first.Add(new FileProblem(file, line, column, FileProblem.Shown(value), what, remedy));
        }
    }

    /// <exception cref="RejectedFileException">There is any problem.</exception>
    public void ThrowIfAny()
    {
        if (Total > 0)
        {
            throw new RejectedFileException(file, _first, Total);
        }
    }

    /// <summary>A rejection for one reason that makes further reading pointless.</summary>
    public static RejectedFileException Only(string file, string what, string remedy, long line = 0) =>
        new(file, [new FileProblem(file, line, "", "", what, remedy)], 1);
}
