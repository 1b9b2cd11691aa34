namespace MalariaPredictor.Backend.Sources.Files;

/// <summary>A file cannot be taken. Holds all that is wrong with it; nothing of it was stored.</summary>
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

    /// <summary>The first problems, in the order of the file.</summary>
    public IReadOnlyList<FileProblem> Problems { get; }

    /// <summary>How many there are in all.</summary>
    public long Total { get; }
}
