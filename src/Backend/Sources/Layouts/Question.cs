using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>Asks for what a table leaves open, and refuses a mapping that does not fit.</summary>
internal sealed record Question(string File, Table Table, Mapping Mapping)
{
    /// <summary>The line of the header.</summary>
    public long Line { get; init; }

    /// <summary>The column that the question is about, where none is named.</summary>
    public int Column { get; init; } = -1;

    /// <summary>A rejection that says what may be stated in a mapping file.</summary>
    public RejectedFileException Ask(string what, string mapping, int column) =>
        Refuse(what, $"State it in a mapping file (--mapping FILE): {mapping}.", column < 0 ? Column : column);

    /// <summary>A rejection with a remedy of its own.</summary>
    public RejectedFileException Refuse(string what, string remedy, int column)
    {
        var where = Table.Sheet is null
            ? column < 0
                ? ""
                : $"column {Table.Letters(column)}"
            : $"sheet {Table.Sheet}" + (column < 0 ? "" : $", column {Table.Letters(column)}");
        return new RejectedFileException(File, [new FileProblem(File, Line, where, "", what, remedy)], 1);
    }

    /// <summary>A rejection of a key of the mapping.</summary>
    public RejectedFileException Wrong(string key, string what, string remedy) =>
        new(Mapping.File, [new FileProblem(Mapping.File, Mapping.Lines.GetValueOrDefault(key), $"key {key}", "", what, remedy)], 1);
}
