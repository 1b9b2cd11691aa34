using CsCheck;
using MalariaPredictor.Backend.Sources.Grids.Zones;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace MalariaPredictor.Backend.Tests.Sources.Grids;

public sealed class ZoneTests
{
    private const int Fine = 16;

    private static readonly Grid World = Grid.Of(-180, 90, 1, 1, 360, 180);
    private static readonly Grid Land = Grid.Of(10, 20, 0.5, 0.25, 40, 60);

    // A star around a center: its corners lie at any distance, so edges cross cells in every direction. Half of them have a hole.
    private static readonly Gen<Polygon> Stars = Gen.Select(
        Gen.Double[12, 28],
        Gen.Double[7, 18],
        Gen.Double[0.05, 2].Array[3, 20],
        Gen.Bool,
        (x, y, radii, hole) => new Polygon(Ring(x, y, radii, 1), hole ? [Ring(x, y, radii, 0.4)] : [])
    );

    [Fact]
    public void The_covered_shares_add_up_to_the_area() =>
        Stars.Sample(
            star =>
            {
                var (cells, area) = CellCoverage.Of(star, Land);
                cells.ShouldAllBe(cell => cell.Share > 0 && cell.Share <= 1);
                (cells.Sum(cell => cell.Share) * Land.Width * Land.Height).ShouldBe(star.Area, 1e-6);
                (area * Land.Width * Land.Height).ShouldBe(star.Area, 1e-9);
            },
            iter: Proof.Rounds(200, 20_000)
        );

    [Fact]
    public void Each_share_is_that_of_the_cell_cut_by_the_area() =>
        Stars.Sample(
            star =>
            {
                var shares = CellCoverage.Of(star, Land).Cells.ToDictionary(cell => cell.Cell, cell => cell.Share);
                for (var cell = 0; cell < Land.Cells; cell++)
                {
                    var west = Land.West + (cell % Land.Columns * Land.Width);
                    var north = Land.North - (cell / Land.Columns * Land.Height);
                    var box = GeometryFactory.Default.ToGeometry(new Envelope(west, west + Land.Width, north - Land.Height, north));
                    var cut = box.EnvelopeInternal.Intersects(star.EnvelopeInternal) ? box.Intersection(star).Area / box.Area : 0;
                    shares.GetValueOrDefault(cell).ShouldBe(cut, 1e-6);
                }
            },
            iter: Proof.Rounds(15, 2000)
        );

    [Fact]
    public void Shares_agree_with_a_fine_sample_of_points() =>
        Stars.Sample(
            star =>
            {
                var inside = new NetTopologySuite.Algorithm.Locate.IndexedPointInAreaLocator(star);
                foreach (var (cell, share) in CellCoverage.Of(star, Land).Cells)
                {
                    var found = 0;
                    for (var point = 0; point < Fine * Fine; point++)
                    {
                        var x = Land.West + ((cell % Land.Columns + ((point % Fine + 0.5) / Fine)) * Land.Width);
                        var y = Land.North - ((cell / Land.Columns + ((point / Fine + 0.5) / Fine)) * Land.Height);
                        found += inside.Locate(new Coordinate(x, y)) == Location.Interior ? 1 : 0;
                    }

                    share.ShouldBe(found / (double)(Fine * Fine), 0.15);
                }
            },
            iter: Proof.Rounds(15, 500)
        );

    [Fact]
    public void Parts_of_a_rectangle_cover_together_what_the_whole_covers() =>
        Gen.Select(Gen.Double[11, 19], Gen.Double[21, 29], Gen.Double[6, 12], Gen.Double[13, 19], Gen.Double[0.1, 0.9])
            .Sample(
                (west, east, south, north, at) =>
                {
                    var (top, bottom) = (west + ((east - west) * at), east - ((east - west) * at));
                    var left = Area(west, north, top, north, bottom, south, west, south);
                    var right = Area(top, north, east, north, east, south, bottom, south);
                    var whole = Shares(Area(west, north, east, north, east, south, west, south), Land);
                    var (one, other) = (Shares(left, Land), Shares(right, Land));
                    for (var cell = 0; cell < Land.Cells; cell++)
                    {
                        (one[cell] + other[cell]).ShouldBe(whole[cell], 1e-7);
                    }
                },
                iter: Proof.Rounds(100, 10_000)
            );

    [Fact]
    public void A_constant_field_has_that_mean_everywhere() =>
        Stars.Sample(
            star =>
            {
                var field = new double[Land.Cells];
                Array.Fill(field, 23.5);
                var (mean, share) = new ZoneWeights(Land, [new Zone("A", star)]).Mean(0, field);
                mean.ShouldBe(23.5, 1e-9);
                share.ShouldBe(1, 1e-6);
            },
            iter: Proof.Rounds(100, 10_000)
        );

    [Fact]
    public void An_area_smaller_than_a_cell_has_the_value_of_its_cell()
    {
        double[] field = [.. Enumerable.Range(0, Land.Cells).Select(cell => (double)cell)];
        var area = Area(12.1, 17.2, 12.2, 17.2, 12.2, 17.1, 12.1, 17.1);
        new ZoneWeights(Land, [new Zone("A", area)]).Mean(0, field).Mean.ShouldBe((11 * 40) + 4);
        new ZoneWeights(Land, [new Zone("A", new Point(12.15, 17.15))]).Mean(0, field).Mean.ShouldBe((11 * 40) + 4);
    }

    [Fact]
    public void An_area_across_the_antimeridian_is_found_drawn_in_one_piece_or_two()
    {
        var two = new WKTReader().Read(
            "MULTIPOLYGON (((179 1, 180 1, 180 -1, 179 -1, 179 1)), ((-180 1, -179 1, -179 -1, -180 -1, -180 1)))"
        );
        var one = Area(179, 1, -179, 1, -179, -1, 179, -1);
        var turned = Grid.Of(-0.5, 90, 1, 1, 360, 180);
        Shares(two, World).ShouldBe(Shares(one, World), 1e-9);
        Shares(one, World).Sum().ShouldBe(4, 1e-9);
        Shares(one, turned).ShouldBe(Shares(two, turned), 1e-9);
        Shares(one, turned).Sum().ShouldBe(4, 1e-9);
    }

    [Fact]
    public void An_area_across_the_prime_meridian_is_found_in_a_grid_from_0_to_360()
    {
        var shares = Shares(Area(-1, 1, 1, 1, 1, 0, -1, 0), Grid.Of(0, 90, 1, 1, 360, 180));
        (shares[89 * 360], shares[(89 * 360) + 359], shares.Sum()).ShouldBe((1, 1, 2));
    }

    [Fact]
    public void Cells_near_the_pole_weigh_less()
    {
        var grid = Grid.Of(0, 90, 1, 60, 1, 2);
        // From 90 to 30 degrees north lies half of a hemisphere, and from 30 north to 30 south as much as a hemisphere.
        new ZoneWeights(grid, [new Zone("A", Area(0, 90, 1, 90, 1, -30, 0, -30))])
            .Mean(0, [3, 0])
            .Mean.ShouldBe(1, 1e-9);
    }

    [Fact]
    public void Cells_without_data_are_left_out_until_half_of_the_area_is_missing()
    {
        var grid = Grid.Of(0, 0.5, 1, 1, 4, 1);
        var weights = new ZoneWeights(
            grid,
            [new Zone("A", Area(0, 0.5, 4, 0.5, 4, -0.5, 0, -0.5)), new Zone("B", Area(2, 0.5, 8, 0.5, 8, -0.5, 2, -0.5))]
        );
        var (mean, share) = weights.Mean(0, [1, 3, double.NaN, double.NaN]);
        (mean, share).ShouldBe((2, 0.5));
        weights.Mean(0, [1, double.NaN, double.NaN, double.NaN]).ShouldBe((double.NaN, 0.25));
        weights.Mean(1, [1, 1, 1, 1]).Mean.ShouldBe(double.NaN, "two thirds of it lie outside the grid");
    }

    [Theory]
    [InlineData(4.1, true)]
    [InlineData(4.5, false)]
    public void A_place_that_a_file_cuts_off_gets_no_value(double east, bool value)
    {
        var weights = new ZoneWeights(Grid.Of(0, 0.5, 1, 1, 4, 1), [new Zone("A", Area(0, 0.5, east, 0.5, east, -0.5, 0, -0.5))]);
        double.IsNaN(weights.Mean(0, [1, 1, 1, 1]).Mean).ShouldBe(!value);
    }

    private static LinearRing Ring(double x, double y, double[] radii, double scale)
    {
        Coordinate[] corners =
        [
            .. radii.Select(
                (radius, index) =>
                {
                    var angle = 2 * Math.PI * index / radii.Length;
                    return new Coordinate(x + (Math.Cos(angle) * radius * scale), y + (Math.Sin(angle) * radius * scale));
                }
            ),
        ];
        return new LinearRing([.. corners, corners[0]]);
    }

    private static Polygon Area(params double[] corners)
    {
        Coordinate[] ring = [.. corners.Chunk(2).Select(pair => new Coordinate(pair[0], pair[1]))];
        return new Polygon(new LinearRing([.. ring, ring[0]]));
    }

    private static double[] Shares(Geometry area, Grid grid)
    {
        var shares = new double[grid.Cells];
        foreach (var (cell, share) in CellCoverage.Of(area, grid).Cells)
        {
            shares[cell] += share;
        }

        return shares;
    }
}
