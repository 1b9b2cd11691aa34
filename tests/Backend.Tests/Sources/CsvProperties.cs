using System.Globalization;
using System.Text;
using CsCheck;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.GeoJson;

namespace MalariaPredictor.Backend.Tests.Sources;

public sealed class CsvProperties
{
    private static readonly string[] Likely =
    [
        "2023-01",
        "2023W01",
        "Abim",
        "5",
        "-1",
        "",
        "NA",
        "\"",
        "\"a,b\"",
        ",",
        ";",
        "\n",
        "\r\n",
        "1e400",
        "\u0000",
        "\uFEFF",
        "é",
        "12,5",
        "location",
    ];

    private static readonly Gen<string> Cells = Gen.Int[0, Likely.Length - 1].Select(index => Likely[index]);

    private static readonly Gen<(int Location, int Month, double Cases, double Rain)[]> Grids = Gen.Select(
            Gen.Int[0, 3],
            Gen.Int[1, 12],
            Gen.OneOf(Gen.Const(double.NaN), Gen.Double[0, 1e6].Select(Math.Floor)),
            Gen.Double[0, 500]
        )
        .Array[1, 40]
        .Select(rows => rows.DistinctBy(row => (row.Item1, row.Item2)).ToArray());

    [Fact]
    public void Any_bytes_are_read_or_refused_and_never_crash() => Gen.Byte.Array[0, 400].Sample(bytes => ReadsOrRefuses([], bytes));

    [Fact]
    public void Any_bytes_below_a_good_header_are_read_or_refused_and_never_crash() =>
        Gen.Byte.Array[0, 400].Sample(bytes => ReadsOrRefuses(Encoding.UTF8.GetBytes(Scratch.Header), bytes));

    [Fact]
    public void Any_mixture_of_likely_cells_is_read_or_refused_and_never_crashes() =>
        Cells
            .Array[0, 60]
            .Sample(cells => ReadsOrRefuses(Encoding.UTF8.GetBytes(Scratch.Header), Encoding.UTF8.GetBytes(string.Join(',', cells))));

    [Fact]
    public void Any_damage_to_a_boundary_file_is_survived() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Byte, Gen.Int[0, 1000])
            .Sample(
                (at, letter, cut) =>
                {
                    const string square = """{"type":"Polygon","coordinates":[[[30,0],[31,0],[31,1],[30,1],[30,0]]]}""";
                    var bytes = Encoding.UTF8.GetBytes(BoundaryTests.Collection(BoundaryTests.Feature("""{"name":"Abim"}""", square)));
                    bytes[at % bytes.Length] = letter;
                    foreach (var damaged in (byte[][])[bytes, bytes[..(cut % bytes.Length)]])
                    {
                        try
                        {
                            BoundaryReader.Read(new FileContent("x", damaged, ""), [new FilePlace("Abim", "Abim", null, 0)]);
                        }
                        catch (RejectedFileException rejected)
                        {
                            rejected.Problems.ShouldNotBeEmpty();
                        }
                    }
                }
            );

    [Fact]
    public void What_is_written_is_read_back() =>
        Grids.Sample(grid =>
        {
            var csv = new StringBuilder("time_period,location,disease_cases,rainfall\n");
            foreach (var (location, month, cases, rain) in grid)
            {
                csv.Append(
                    CultureInfo.InvariantCulture,
                    $"2023-{month:00},L{location},{(double.IsNaN(cases) ? "" : $"{cases:R}")},{rain:R}\n"
                );
            }

            var batch = ChapReader.ReadObserved(new FileContent("x.csv", Encoding.UTF8.GetBytes(csv.ToString()), "")).Observations;
            batch.Rows.ShouldBe(grid.Length);
            for (var row = 0; row < batch.Rows; row++)
            {
                var (name, month) = (batch.Locations[batch.LocationOf[row]], (batch.OrdinalOf[row] % 12) + 1);
                var written = grid.Single(cell => $"L{cell.Location}" == name && cell.Month == month);
                (batch.Values[0][row].Equals(written.Cases), batch.Values[1][row].Equals(written.Rain)).ShouldBe((true, true));
            }
        });

    private static void ReadsOrRefuses(byte[] start, byte[] rest)
    {
        try
        {
            ChapReader.ReadObserved(new FileContent("x.csv", [.. start, .. rest], ""));
        }
        catch (RejectedFileException rejected)
        {
            rejected.Total.ShouldBeGreaterThan(0);
            rejected.Problems.ShouldAllBe(problem => problem.What.Length > 0 && problem.Remedy.Length > 0);
        }
    }
}
