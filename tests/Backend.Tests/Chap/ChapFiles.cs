using System.Globalization;

namespace MalariaPredictor.Backend.Tests.Chap;

/// <summary>A CHAP file cut in two at a period, as CHAP does it: an index column without a name, and no cases in the future.</summary>
internal sealed class ChapFiles(Scratch scratch, string observations)
{
    private readonly string[][] _rows =
    [
        .. observations.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(',')),
    ];

    public string Historic { get; private set; } = "";

    public string Future { get; private set; } = "";

    public string Model { get; } = Path.Combine(scratch.Folder, "model");

    public string Predictions { get; } = Path.Combine(scratch.Folder, "predictions.csv");

    public IReadOnlyList<string> Periods => [.. Rows.Select(row => row[0]).Distinct().Order(StringComparer.Ordinal)];

    private IEnumerable<string[]> Rows => _rows.Skip(1);

    /// <summary>Cuts off the last periods.</summary>
    public ChapFiles Cut(int ahead)
    {
        var last = Periods[^(ahead + 1)];
        Historic = scratch.Write("historic.csv", Text(row => string.CompareOrdinal(row[0], last) <= 0, without: null));
        Future = scratch.Write("future.csv", Text(row => string.CompareOrdinal(row[0], last) > 0, without: "disease_cases"));
        return this;
    }

    /// <summary>The predictions, read back: period and location of each row, and its samples.</summary>
    public IReadOnlyList<(string Period, string Location, double[] Samples)> Read()
    {
        var lines = File.ReadAllLines(Predictions);
        lines[0].ShouldStartWith("time_period,location,sample_0,sample_1,");
        return
        [
            .. lines
                .Skip(1)
                .Select(line => line.Split(','))
                .Select(cells =>
                    (cells[0], cells[1], cells.Skip(2).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())
                ),
        ];
    }

    private string Text(Func<string[], bool> keep, string? without)
    {
        var columns = Enumerable.Range(0, _rows[0].Length).Where(i => _rows[0][i] != without).ToArray();
        return string.Concat(
            Rows.Where(keep)
                .Select((row, i) => $"{i},{string.Join(',', columns.Select(column => row[column]))}\n")
                .Prepend($",{string.Join(',', columns.Select(column => _rows[0][column]))}\n")
        );
    }
}
