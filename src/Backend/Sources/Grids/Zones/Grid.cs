using System.Diagnostics;

namespace MalariaPredictor.Backend.Sources.Grids.Zones;

/// <summary>
/// A regular grid of longitude and latitude. Row 0 is the northernmost, column 0 the westernmost, whichever way a file stores them.
/// </summary>
/// <param name="West">The western edge of column 0, degrees east. May lie above 180 where a file counts from 0 to 360.</param>
/// <param name="North">The northern edge of row 0, degrees north.</param>
/// <param name="Width">Of a cell, degrees.</param>
/// <param name="Height">Of a cell, degrees.</param>
/// <param name="Columns">Cells in a row.</param>
/// <param name="Rows">Cells in a column.</param>
[DebuggerDisplay("{Columns} x {Rows} cells of {Width} x {Height} degrees")]
internal readonly record struct Grid(double West, double North, double Width, double Height, int Columns, int Rows)
{
    // Files write 0.1 as 0.1 and as 0.099999904: two files of one grid must be found equal.
    private const int Decimals = 6;

    public int Cells => Columns * Rows;

    public double South => North - (Height * Rows);

    public double East => West + (Width * Columns);

    public static Grid Of(double west, double north, double width, double height, int columns, int rows) =>
        new(
            Math.Round(west, Decimals),
            Math.Round(north, Decimals),
            Math.Round(width, Decimals),
            Math.Round(height, Decimals),
            columns,
            rows
        );

    /// <summary>The area of a cell of a row on the sphere, up to a factor that all cells share.</summary>
    public double CellArea(int row) => Sine(North - (Height * row)) - Sine(North - (Height * (row + 1)));

    public override string ToString() => $"{South:0.###} to {North:0.###} north, {West:0.###} to {East:0.###} east";

    private static double Sine(double latitude) => Math.Sin(Math.Clamp(latitude, -90, 90) * Math.PI / 180);
}
