using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BitMiracle.LibTiff.Classic;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Zones;

namespace MalariaPredictor.Backend.Sources.Grids.Formats;

/// <summary>
/// A GeoTIFF of CHIRPS rainfall in mm: one band for the day or month that its name states, or a band for each day from a given one on.
/// </summary>
internal sealed partial class GeoTiff
{
    private const TiffTag NoData = (TiffTag)42113;
    private const int ModelType = 1024;
    private const int RasterType = 1025;
    private const int GeographicType = 2048;
    private const int Geographic = 2;
    private const int PixelIsPoint = 2;
    private const int Wgs84 = 4326;
    private const int UserDefined = 32767;

    // CHIRPS marks the sea with -9999, in files that do not state so.
    private const double LowestRain = -9000;
    private const string Unlike =
        "CHIRPS files have strips or tiles of 32-bit numbers. Convert it: gdal_translate -ot Float32 -co COMPRESS=LZW in.tif out.tif";

    private readonly string _name;
    private readonly Tiff _tiff;
    private readonly double _lowest;
    private bool _all;

    static GeoTiff() => Tiff.SetErrorHandler(new Errors());

    private GeoTiff(string name, Tiff tiff, double lowest) => (_name, _tiff, _lowest) = (name, tiff, lowest);

    /// <param name="name">The file's name, which states its day or month.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="firstDay">The day of the first band, for a file whose name states none.</param>
    public static GridFile Open(string name, byte[] bytes, DateOnly? firstDay) =>
        Opened(name, bytes, LowestRain, (tiff, raster) => tiff.Rain(raster, firstDay));

    /// <summary>A GeoTIFF of anything: its cells as they are stored, without what it states to be no data.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="all">Whether a number that is stated to be no data is given all the same: of flags, 0 can be both.</param>
    /// <exception cref="RejectedFileException">It is damaged, or does not lie on longitudes and latitudes.</exception>
    public static GeoRaster OpenRaster(string name, byte[] bytes, bool all = false) =>
        Opened(name, bytes, double.NegativeInfinity, (_, raster) => raster, all);

    private static T Opened<T>(string name, byte[] bytes, double lowest, Func<GeoTiff, GeoRaster, T> use, bool all = false)
    {
        using var content = new Content(bytes);
        Tiff? tiff = null;
        try
        {
            tiff = Tiff.ClientOpen(name, "r", content, new TiffStream());
            if (tiff is null)
            {
                throw GridFile.Damaged(name, content.First ?? "it has no image");
            }

            var opened = new GeoTiff(name, tiff, lowest) { _all = all };
            return use(opened, opened.Read(content));
        }
        catch (Exception broken) when (broken is not RejectedFileException)
        {
            throw GridFile.Damaged(name, content.First ?? broken.Message);
        }
        finally
        {
            tiff?.Dispose();
        }
    }

    private GeoRaster Read(Content content)
    {
        var (columns, rows, bands) = (Integer(TiffTag.IMAGEWIDTH, 0), Integer(TiffTag.IMAGELENGTH, 0), Integer(TiffTag.SAMPLESPERPIXEL, 1));
        if (columns < 1 || rows < 1 || bands < 1 || (double)columns * rows * bands > GridFile.MostValues)
        {
            throw GridFile.Damaged(_name, $"it seems to have {columns} x {rows} cells and {bands} bands");
        }

        var (grid, flipped) = Grid(columns, rows);
        var values = Values(columns, rows, bands, flipped);
        return content.First is { } error ? throw GridFile.Damaged(_name, error) : new GeoRaster(grid, bands, values);
    }

    private GridFile Rain(GeoRaster raster, DateOnly? firstDay)
    {
        var (grid, values) = (raster.Grid, raster.Values);
        var (step, times) = Times(raster.Bands, firstDay);
        return new GridFile(
            _name,
            [
                new GridVariable(
                    _name,
                    "precipitation",
                    "mm",
                    "",
                    step,
                    grid,
                    times,
                    1,
                    (first, count) => Array.ConvertAll(values[(first * grid.Cells)..((first + count) * grid.Cells)], value => (double)value)
                ),
            ],
            [],
            _name.Contains("prelim", StringComparison.OrdinalIgnoreCase)
                ? $"{_name}: preliminary values: import the final ones again when they are published"
                : null,
            Content: null
        );
    }

    private (Grid Grid, bool Flipped) Grid(int columns, int rows)
    {
        RequireDegrees();
        double west,
            north,
            width,
            height;
        if (
            Doubles(TiffTag.GEOTIFF_MODELPIXELSCALETAG) is [var x, var y, ..]
            && Doubles(TiffTag.GEOTIFF_MODELTIEPOINTTAG) is [var i, var j, _, var longitude, var latitude, ..]
        )
        {
            (width, height, west, north) = (x, y, longitude - (i * x), latitude + (j * y));
        }
        else if (Doubles(TiffTag.GEOTIFF_MODELTRANSFORMATIONTAG) is [var a, 0, _, var left, 0, var e, _, var top, ..])
        {
            (width, height, west, north) = (a, -e, left, top);
        }
        else
        {
            throw ProblemList.Only(
                _name,
                "it does not state where on the Earth it lies, or is rotated.",
                "Download it again, from the folder tifs or cogs of CHIRPS."
            );
        }

        if (Key(RasterType) == PixelIsPoint)
        {
            (west, north) = (west - (width / 2), north + (height / 2));
        }

        if (!(width > 0) || height == 0 || !double.IsFinite(height))
        {
            throw GridFile.Damaged(_name, $"its cells are {width} x {height} degrees");
        }

        var flipped = height < 0;
        var (upper, lower) = flipped ? (north - (height * rows), north) : (north, north - (height * rows));
        if (!(upper <= 91 && lower >= -91 && west >= -361 && west + (width * columns) <= 541))
        {
            throw ProblemList.Only(
                _name,
                $"it goes from {lower:0.##} to {upper:0.##} north and from {west:0.##} to {west + (width * columns):0.##} east, "
                    + "which are no degrees of the Earth.",
                "Reproject it: gdalwarp -t_srs EPSG:4326 in.tif out.tif"
            );
        }

        return (Zones.Grid.Of(west, upper, width, Math.Abs(height), columns, rows), flipped);
    }

    private void RequireDegrees()
    {
        if (
            Key(ModelType) is { } model
            && (model != Geographic || Key(GeographicType) is { } system && system is not (Wgs84 or UserDefined))
        )
        {
            throw ProblemList.Only(
                _name,
                "its coordinates are not degrees of longitude and latitude on WGS 84.",
                "Reproject it: gdalwarp -t_srs EPSG:4326 in.tif out.tif"
            );
        }
    }

    private (StatedStep Step, DateTime[] Times) Times(int bands, DateOnly? firstDay)
    {
        var stated = Dated().Match(_name);
        if (bands == 1 && stated.Success)
        {
            var day = stated.Groups["day"].Value;
            if (day.Length == 1)
            {
                throw ProblemList.Only(
                    _name,
                    "it holds a pentad or dekad, which is not a part of weeks and months.",
                    "Import CHIRPS by day or by month."
                );
            }

            return DateTime.TryParseExact(
                $"{stated.Groups["year"].Value}-{stated.Groups["month"].Value}-{(day.Length > 0 ? day : "01")}",
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
                ? (day.Length > 0 ? StatedStep.Day : StatedStep.Month, [time])
                : throw ProblemList.Only(_name, "its name states a date that does not exist.", "Give it the name it was published under.");
        }

        if (firstDay is not { } first)
        {
            throw ProblemList.Only(
                _name,
                bands == 1 ? "its name does not state its day or month." : $"it holds {bands} bands and does not state their days.",
                bands == 1
                    ? "Give it the name it was published under, such as chirps-v3.0.rnl.2024.05.17.tif, or state its day by --first-day."
                    : "State the day of the first band by --first-day; each further band is the next day."
            );
        }

        return (
            StatedStep.Day,
            [.. Enumerable.Range(0, bands).Select(band => first.AddDays(band).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))]
        );
    }

    /// <summary>All bands, by band, row and column, north first.</summary>
    private float[] Values(int columns, int rows, int bands, bool flipped)
    {
        var number = Number();
        var missing = _all ? null : Missing();
        var values = new float[columns * rows * bands];
        var separate = bands > 1 && Integer(TiffTag.PLANARCONFIG, (int)PlanarConfig.CONTIG) == (int)PlanarConfig.SEPARATE;
        var (together, size) = (separate ? 1 : bands, Integer(TiffTag.BITSPERSAMPLE, 1) / 8);
        void Put(byte[] buffer, int at, int column, int row, int band)
        {
            var value = number(buffer, at);
            values[(((band * rows) + (flipped ? rows - 1 - row : row)) * columns) + column] =
                value == missing || !(value > _lowest) || double.IsInfinity(value) ? float.NaN : (float)value;
        }

        var (width, height) = _tiff.IsTiled() ? (Integer(TiffTag.TILEWIDTH, 0), Integer(TiffTag.TILELENGTH, 0)) : (columns, 1);
        var length = _tiff.IsTiled() ? _tiff.TileSize() : _tiff.ScanlineSize();
        if (width < 1 || height < 1 || length < (long)width * height * together * size || length > GridFile.MostValues)
        {
            throw GridFile.Damaged(_name, $"its parts of {width} x {height} cells have {length} bytes");
        }

        var part = new byte[length];
        for (var plane = 0; plane < bands / together; plane++)
        {
            for (var top = 0; top < rows; top += height)
            {
                for (var left = 0; left < columns; left += width)
                {
                    var read = _tiff.IsTiled()
                        ? _tiff.ReadTile(part, 0, left, top, 0, (short)plane) >= 0
                        : _tiff.ReadScanline(part, top, (short)plane);
                    if (!read)
                    {
                        throw GridFile.Damaged(_name, $"row {top} cannot be read");
                    }

                    for (var row = top; row < Math.Min(rows, top + height); row++)
                    {
                        for (var column = left; column < Math.Min(columns, left + width); column++)
                        {
                            var cell = (((row - top) * width) + column - left) * together;
                            for (var band = 0; band < together; band++)
                            {
                                Put(part, (cell + band) * size, column, row, plane + band);
                            }
                        }
                    }
                }
            }
        }

        return values;
    }

    private Func<byte[], int, double> Number() =>
        ((SampleFormat)Integer(TiffTag.SAMPLEFORMAT, (int)SampleFormat.UINT), Integer(TiffTag.BITSPERSAMPLE, 1)) switch
        {
            (SampleFormat.IEEEFP, 32) => (bytes, at) => BitConverter.ToSingle(bytes, at),
            (SampleFormat.IEEEFP, 64) => BitConverter.ToDouble,
            (SampleFormat.INT, 16) => (bytes, at) => BitConverter.ToInt16(bytes, at),
            (SampleFormat.INT, 32) => (bytes, at) => BitConverter.ToInt32(bytes, at),
            (SampleFormat.UINT, 16) => (bytes, at) => BitConverter.ToUInt16(bytes, at),
            (SampleFormat.UINT, 8) => (bytes, at) => bytes[at],
            (SampleFormat.INT, 8) => (bytes, at) => (sbyte)bytes[at],
            var (format, bits) => throw ProblemList.Only(_name, $"its numbers are of {bits} bits ({format}).", Unlike),
        };

    private double? Missing() =>
        _tiff.GetField(NoData) is { Length: > 0 } field
        && double.TryParse(Encoding.ASCII.GetString(field[^1].GetBytes()).Trim('\0', ' '), CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private int Integer(TiffTag tag, int otherwise) => _tiff.GetField(tag) is { Length: > 0 } field ? field[0].ToInt() : otherwise;

    private double[] Doubles(TiffTag tag) => _tiff.GetField(tag) is { Length: > 1 } field ? field[1].ToDoubleArray() : [];

    /// <summary>A value of the directory of GeoTIFF keys: entries of key, place, count and value.</summary>
    private int? Key(int key)
    {
        var keys = _tiff.GetField(TiffTag.GEOTIFF_GEOKEYDIRECTORYTAG) is { Length: > 1 } field ? field[1].ToShortArray() : [];
        for (var at = 4; at + 3 < keys.Length; at += 4)
        {
            if ((ushort)keys[at] == key && keys[at + 1] == 0)
            {
                return (ushort)keys[at + 3];
            }
        }

        return null;
    }

    [GeneratedRegex(
        @"(?<!\d)(?<year>\d{4})[.-](?<month>\d\d)([.-](?<day>\d\d?))?(?=\.(tiff?|cog))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Dated();

    /// <summary>A file's bytes, and what the library found wrong with them.</summary>
    private sealed class Content(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public string? First { get; set; }
    }

    /// <summary>Takes what the library would write to stderr. Its warnings are of tags that it does not know.</summary>
    private sealed class Errors : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args) { }

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
            if (clientData is Content content)
            {
                content.First ??= string.Format(CultureInfo.InvariantCulture, format, args);
            }
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args) { }

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args) { }
    }
}

/// <summary>The cells of a GeoTIFF.</summary>
/// <param name="Grid">Where they lie.</param>
/// <param name="Bands">How many values each has.</param>
/// <param name="Values">By band, row and column, north first; NaN where there is no data.</param>
internal sealed record GeoRaster(Grid Grid, int Bands, float[] Values)
{
    /// <summary>The values of the first band.</summary>
    public ReadOnlySpan<float> First => Values.AsSpan(0, Grid.Cells);
}
