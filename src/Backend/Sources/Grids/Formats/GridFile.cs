using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Zones;

namespace MalariaPredictor.Backend.Sources.Grids.Formats;

/// <summary>How much time a step of a grid stands for, where its file states it.</summary>
internal enum StatedStep
{
    Unknown,
    Day,
    Month,
}

/// <summary>A variable of a file: a value for each cell and time.</summary>
/// <param name="File">The file's name, for messages.</param>
/// <param name="Name">The variable's name.</param>
/// <param name="Units">Its units as written; empty where there are none.</param>
/// <param name="StepType">ECMWF's name of what a step holds, such as <c>accum</c> or <c>avgua</c>; empty where there is none.</param>
/// <param name="Step">What a step stands for, where that is stated.</param>
/// <param name="Grid">Its cells.</param>
/// <param name="Times">When, in the order of the file.</param>
/// <param name="AtOnce">How many steps are best read at a time.</param>
/// <param name="Read">Values of a stretch of steps, by step and cell: first step, number of steps. NaN where there is none.</param>
internal sealed record GridVariable(
    string File,
    string Name,
    string Units,
    string StepType,
    StatedStep Step,
    Grid Grid,
    IReadOnlyList<DateTime> Times,
    int AtOnce,
    Func<int, int, double[]> Read
);

/// <summary>An open file of grids.</summary>
/// <param name="Name">Its name; with that of the ZIP file it lies in.</param>
/// <param name="Variables">Those that lie on a grid of longitude and latitude.</param>
/// <param name="Others">The names of variables that do not, though they are no coordinates.</param>
/// <param name="Preliminary">What of it will be replaced by its source; null where nothing says so.</param>
/// <param name="Content">What is open until the grids are read.</param>
internal sealed record GridFile(
    string Name,
    IReadOnlyList<GridVariable> Variables,
    IReadOnlyList<string> Others,
    string? Preliminary,
    IDisposable? Content
) : IDisposable
{
    /// <summary>A step of this many cells fills 2 GiB: no grid of weather has so many.</summary>
    public const long MostValues = 1L << 28;

    /// <summary>Whether the file states of each time in which version it is, as the Climate Data Store's do (<c>expver</c>).</summary>
    public bool StatesVersion { get; init; }

    public void Dispose() => Content?.Dispose();

    public static RejectedFileException Damaged(string file, string what) =>
        ProblemList.Only(file, $"it is damaged or was cut off: {what.TrimEnd('.')}.", "Download it again.");
}
