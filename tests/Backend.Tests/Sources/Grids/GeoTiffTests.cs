using BitMiracle.LibTiff.Classic;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Formats;

namespace MalariaPredictor.Backend.Tests.Sources.Grids;

public sealed class GeoTiffTests
{
    private const int Columns = 20;
    private const int Rows = 18;
    private const string Daily = "chirps-v3.0.rnl.2024.05.17.tif";

    // Rows from north to south, so that every cell has a value of its own.
    private static readonly float[] Cells = [.. Enumerable.Range(0, Columns * Rows).Select(cell => (float)cell)];

    [Theory]
    [InlineData(false, Compression.NONE, Predictor.NONE)]
    [InlineData(false, Compression.LZW, Predictor.NONE)]
    [InlineData(true, Compression.LZW, Predictor.NONE)]
    [InlineData(true, Compression.ADOBE_DEFLATE, Predictor.FLOATINGPOINT)]
    public void Strips_and_tiles_are_read_alike(bool tiled, Compression compression, Predictor predictor)
    {
        var rain = Open(Daily, Write(tiled: tiled, compression: compression, predictor: predictor));
        (rain.Grid.West, rain.Grid.North, rain.Grid.Columns, rain.Grid.Rows).ShouldBe((30, 2, Columns, Rows));
        rain.Times.ShouldBe([new DateTime(2024, 5, 17)]);
        rain.Step.ShouldBe(StatedStep.Day);
        rain.Read(0, 1).ShouldBe(Cells.Select(value => (double)value));
    }

    [Fact]
    public void Cells_of_the_sea_have_no_value()
    {
        var sea = Cells.ToArray();
        (sea[0], sea[1], sea[2]) = (-9999, float.NaN, -1);
        Open(Daily, Write(sea, noData: "-1")).Read(0, 1)[..4].ShouldBe([double.NaN, double.NaN, double.NaN, 3]);
    }

    [Fact]
    public void Rows_stored_from_south_to_north_are_turned()
    {
        float[] turned = [.. Cells.Chunk(Columns).Reverse().SelectMany(row => row)];
        var rain = Open(Daily, Write(turned, origin: 2 - (Rows * 0.1), height: -0.1));
        rain.Grid.North.ShouldBe(2);
        rain.Read(0, 1).ShouldBe(Cells.Select(value => (double)value));
    }

    [Fact]
    public void A_file_that_dates_the_middle_of_its_cells_is_moved_by_half_a_cell() =>
        Open(Daily, Write(keys: [1, 1, 0, 2, 1024, 0, 1, 2, 1025, 0, 1, 2])).Grid.West.ShouldBe(29.95);

    [Fact]
    public void A_name_without_a_day_is_that_of_a_month()
    {
        var rain = Open("chirps-v3.0.2024.05.tif", Write());
        (rain.Step, rain.Times[0]).ShouldBe((StatedStep.Month, new DateTime(2024, 5, 1)));
    }

    [Theory]
    [InlineData("chirps-v3.0.2024.05.1.tif", "pentad or dekad")]
    [InlineData("chirps-v3.0.rnl.2024.13.01.tif", "a date that does not exist")]
    [InlineData("rain.tif", "does not state its day or month")]
    public void A_name_that_states_no_day_or_month_is_refused(string name, string expected) =>
        Should.Throw<RejectedFileException>(() => Open(name, Write())).Problems[0].What.ShouldContain(expected);

    [Fact]
    public void Another_reference_system_is_refused()
    {
        var projected = Write(keys: [1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 32636]);
        Should.Throw<RejectedFileException>(() => Open(Daily, projected)).Problems[0].Remedy.ShouldContain("gdalwarp");
        Should.Throw<RejectedFileException>(() => Open(Daily, Write(origin: 500_000))).Problems[0].What.ShouldContain("no degrees");
    }

    private static GridVariable Open(string name, byte[] bytes) =>
        GridFiles.Open(new FileContent(name, bytes, ""), null).Single().Variables[0];

    private static byte[] Write(
        float[]? cells = null,
        bool tiled = false,
        Compression compression = Compression.LZW,
        Predictor predictor = Predictor.NONE,
        string? noData = null,
        double origin = 2,
        double height = 0.1,
        short[]? keys = null
    )
    {
        const int side = 16;
        using var stream = new MemoryStream();
        using (var tiff = Tiff.ClientOpen("test", "w", stream, new Kept()))
        {
            tiff.MergeFieldInfo(
                [
                    Field(TiffTag.GEOTIFF_MODELPIXELSCALETAG, TiffType.DOUBLE),
                    Field(TiffTag.GEOTIFF_MODELTIEPOINTTAG, TiffType.DOUBLE),
                    Field(TiffTag.GEOTIFF_GEOKEYDIRECTORYTAG, TiffType.SHORT),
                    new TiffFieldInfo((TiffTag)42113, -1, -1, TiffType.ASCII, FieldBit.Custom, true, false, "NoData"),
                ],
                4
            );
            tiff.SetField(TiffTag.IMAGEWIDTH, Columns);
            tiff.SetField(TiffTag.IMAGELENGTH, Rows);
            tiff.SetField(TiffTag.BITSPERSAMPLE, 32);
            tiff.SetField(TiffTag.SAMPLESPERPIXEL, 1);
            tiff.SetField(TiffTag.SAMPLEFORMAT, SampleFormat.IEEEFP);
            tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
            tiff.SetField(TiffTag.COMPRESSION, compression);
            if (predictor != Predictor.NONE)
            {
                tiff.SetField(TiffTag.PREDICTOR, predictor);
            }

            tiff.SetField(TiffTag.GEOTIFF_MODELPIXELSCALETAG, 3, new[] { 0.1, height, 0 });
            tiff.SetField(TiffTag.GEOTIFF_MODELTIEPOINTTAG, 6, new[] { 0, 0, 0, 30, origin, 0 });
            keys ??= [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326];
            tiff.SetField(TiffTag.GEOTIFF_GEOKEYDIRECTORYTAG, keys.Length, keys);
            if (noData is not null)
            {
                tiff.SetField((TiffTag)42113, noData);
            }

            cells ??= Cells;
            if (tiled)
            {
                tiff.SetField(TiffTag.TILEWIDTH, side);
                tiff.SetField(TiffTag.TILELENGTH, side);
                for (var top = 0; top < Rows; top += side)
                {
                    for (var left = 0; left < Columns; left += side)
                    {
                        var tile = new float[side * side];
                        for (var i = 0; i < tile.Length; i++)
                        {
                            var (row, column) = (top + (i / side), left + (i % side));
                            tile[i] = row < Rows && column < Columns ? cells[(row * Columns) + column] : 0;
                        }

                        tiff.WriteTile(Bytes(tile), left, top, 0, 0);
                    }
                }
            }
            else
            {
                tiff.SetField(TiffTag.ROWSPERSTRIP, 4);
                for (var row = 0; row < Rows; row++)
                {
                    tiff.WriteScanline(Bytes(cells[(row * Columns)..((row + 1) * Columns)]), row);
                }
            }
        }

        return stream.ToArray();
    }

    private static TiffFieldInfo Field(TiffTag tag, TiffType type) => new(tag, -1, -1, type, FieldBit.Custom, true, true, tag.ToString());

    private static byte[] Bytes(float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    /// <summary>Leaves the memory open for what the test reads from it.</summary>
    private sealed class Kept : TiffStream
    {
        public override void Close(object clientData) { }
    }
}
