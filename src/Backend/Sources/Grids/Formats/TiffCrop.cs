using System.Globalization;
using System.Runtime.CompilerServices;
using BitMiracle.LibTiff.Classic;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Zones;

namespace MalariaPredictor.Backend.Sources.Grids.Formats;

/// <summary>
/// Cuts an area out of a GeoTIFF of one band: which stretches of the file hold it, and the area as a small GeoTIFF of the same cells,
/// numbers and tags. What the numbers mean is left to <see cref="GeoTiff"/>.
/// </summary>
internal sealed class TiffCrop : IDisposable
{
    private const TiffTag NoData = (TiffTag)42113;
    private const double Turn = 360;

    // A fraction of a cell: coordinates are rounded differently from file to file.
    private const double Rounding = 1e-3;

    // Twelve times as fine as CHIRPS, around the Earth.
    private const int MostColumns = 100_000;
    private const int LargestPart = 256 << 20;

    private readonly string _name;
    private readonly Tiff _tiff;
    private readonly int _columns;
    private readonly int _rows;
    private readonly int _size;
    private readonly double[] _scale;
    private readonly double[] _tie;

    // There is one error handler for the process, and it is GeoTiff's.
    static TiffCrop() => RuntimeHelpers.RunClassConstructor(typeof(GeoTiff).TypeHandle);

    private TiffCrop(string name, Tiff tiff)
    {
        (_name, _tiff) = (name, tiff);
        (_columns, _rows) = (Integer(TiffTag.IMAGEWIDTH, 0), Integer(TiffTag.IMAGELENGTH, 0));
        _size = Integer(TiffTag.BITSPERSAMPLE, 1) / 8;
        (_scale, _tie) = (Doubles(TiffTag.GEOTIFF_MODELPIXELSCALETAG), Doubles(TiffTag.GEOTIFF_MODELTIEPOINTTAG));
        if (_columns < 1 || _rows < 1 || _size < 1 || Integer(TiffTag.SAMPLESPERPIXEL, 1) != 1)
        {
            throw GridFile.Damaged(_name, $"it seems to have {_columns} x {_rows} cells of {_size} bytes");
        }

        if (_scale is not [> 0, not 0, ..] || _tie is not [_, _, _, _, _, _])
        {
            throw ProblemList.Only(
                _name,
                "it does not state where on the Earth it lies.",
                "The service has changed its files: update malaria-predictor, or report it."
            );
        }
    }

    /// <summary>Null where the content cannot be opened: it is no TIFF, or a part of it is not here.</summary>
    /// <exception cref="RejectedFileException">It is no GeoTIFF of one band.</exception>
    public static TiffCrop? Open(string name, Stream content)
    {
        content.Position = 0;
        if (Safely(name, () => Tiff.ClientOpen(name, "r", content, new Borrowed())) is not { } tiff)
        {
            return null;
        }

        try
        {
            return new TiffCrop(name, tiff);
        }
        catch
        {
            tiff.Dispose();
            throw;
        }
    }

    public void Dispose() => _tiff.Dispose();

    /// <summary>The stretches of the file that hold an area.</summary>
    /// <exception cref="RejectedFileException">It does not cover the area.</exception>
    public IReadOnlyList<(long Offset, long Length)> Stretches(AreaBox area) => Safely(_name, () => StretchesOf(area));

    /// <summary>The area as a GeoTIFF; null where a part of the file is not here or cannot be read.</summary>
    /// <exception cref="RejectedFileException">It does not cover the area.</exception>
    public byte[]? Cut(AreaBox area) => Safely(_name, () => CutOut(area));

    private IReadOnlyList<(long Offset, long Length)> StretchesOf(AreaBox area)
    {
        var window = Window(area);
        var (offsets, lengths) = _tiff.IsTiled()
            ? (Longs(TiffTag.TILEOFFSETS), Longs(TiffTag.TILEBYTECOUNTS))
            : (Longs(TiffTag.STRIPOFFSETS), Longs(TiffTag.STRIPBYTECOUNTS));
        int[] parts = [.. Parts(window).Select(part => part.Index).Distinct()];
        return parts.Any(part => part >= offsets.Length || part >= lengths.Length)
            ? throw GridFile.Damaged(_name, $"it states where {offsets.Length} of its parts lie")
            : [.. parts.Where(part => lengths[part] > 0).Select(part => (offsets[part], lengths[part]))];
    }

    private byte[]? CutOut(AreaBox area)
    {
        var window = Window(area);
        var cells = new byte[(long)window.Columns * window.Rows * _size];
        var none = None();
        for (var cell = 0; cell < cells.Length; cell += _size)
        {
            none.CopyTo(cells, cell);
        }

        var (width, height) = PartSize();
        var length = _tiff.IsTiled() ? _tiff.TileSize() : _tiff.StripSize();
        if (length < (long)width * height * _size || length > LargestPart)
        {
            throw GridFile.Damaged(_name, $"its parts of {width} x {height} cells have {length} bytes");
        }

        var buffer = new byte[length];
        foreach (var (index, top, left) in Parts(window).DistinctBy(part => part.Index))
        {
            var read = _tiff.IsTiled() ? _tiff.ReadTile(buffer, 0, left, top, 0, 0) : _tiff.ReadEncodedStrip(index, buffer, 0, -1);
            if (read < 0)
            {
                return null;
            }

            for (var row = Math.Max(top, window.Top); row < Math.Min(Math.Min(top + height, _rows), window.Top + window.Rows); row++)
            {
                for (var column = 0; column < window.Columns; column++)
                {
                    var from = Column(window.Left + column);
                    if (from >= left && from < Math.Min(left + width, _columns))
                    {
                        Array.Copy(
                            buffer,
                            (((row - top) * width) + from - left) * _size,
                            cells,
                            (((long)(row - window.Top) * window.Columns) + column) * _size,
                            _size
                        );
                    }
                }
            }
        }

        return Write(cells, window);
    }

    /// <summary>The cells of an area that the file has; rows from its first, columns from the westernmost wanted one.</summary>
    private (int Top, int Left, int Rows, int Columns) Window(AreaBox area)
    {
        var (north, west, south, east) = area;
        var (width, height) = (_scale[0], _scale[1]);
        var (left, top) = (_tie[3] - (_tie[0] * width), _tie[4] + (_tie[1] * height));
        // Rows go north where a file is stored from the south.
        var (first, last) =
            height > 0 ? ((top - north) / height, (top - south) / height) : ((south - top) / -height, (north - top) / -height);
        var (begin, end) = (Math.Max(0, Whole(first, Math.Floor)), Math.Min(_rows, Whole(last, Math.Ceiling)));
        var (from, to) = (Whole((west - left) / width, Math.Floor), Whole((east - left) / width, Math.Ceiling));
        if (Math.Abs((long)from) > MostColumns || Math.Abs((long)to) > MostColumns || Math.Round(Turn / width) is < 1 or > MostColumns)
        {
            throw GridFile.Damaged(_name, $"its cells are {width} degrees wide and begin at {left} degrees east");
        }

        if (end <= begin || !Enumerable.Range(from, to - from).Any(column => Column(column) < _columns))
        {
            throw ProblemList.Only(
                _name,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"it does not cover the places, from {south:0.##} to {north:0.##} north and {west:0.##} to {east:0.##} east."
                ),
                "CHIRPS covers 60 degrees south to 60 degrees north: take the rain of ERA5 for other places."
            );
        }

        return (double)(end - begin) * (to - from) > GridFile.MostValues
            ? throw GridFile.Damaged(_name, $"the area has {end - begin} x {to - from} cells")
            : (begin, from, end - begin, to - from);
    }

    /// <summary>Damage takes the library by surprise in many ways.</summary>
    private static T Safely<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken) when (broken is not (RejectedFileException or OutOfMemoryException))
        {
            throw GridFile.Damaged(name, broken.Message);
        }
    }

    private static int Whole(double cells, Func<double, double> round) =>
        (int)(Math.Abs(cells - Math.Round(cells)) < Rounding ? Math.Round(cells) : round(cells));

    /// <summary>The file's column for one counted on from its western edge, around the Earth. It may lie beyond the file.</summary>
    private int Column(int counted)
    {
        var around = (int)Math.Round(Turn / _scale[0]);
        return ((counted % around) + around) % around;
    }

    private (int Width, int Height) PartSize() =>
        _tiff.IsTiled()
            ? (Integer(TiffTag.TILEWIDTH, 0), Integer(TiffTag.TILELENGTH, 0))
            : (_columns, Math.Min(_rows, Integer(TiffTag.ROWSPERSTRIP, _rows)));

    private IEnumerable<(int Index, int Top, int Left)> Parts((int Top, int Left, int Rows, int Columns) window)
    {
        var (width, height) = PartSize();
        if (width < 1 || height < 1)
        {
            throw GridFile.Damaged(_name, $"its parts have {width} x {height} cells");
        }

        var across = (_columns + width - 1) / width;
        for (var down = window.Top / height; down <= (window.Top + window.Rows - 1) / height; down++)
        {
            var columns = Enumerable.Range(window.Left, window.Columns).Select(Column).Where(column => column < _columns);
            foreach (var part in columns.Select(column => column / width).Distinct())
            {
                yield return ((down * across) + part, down * height, part * width);
            }
        }
    }

    /// <summary>What stands for no value in this file.</summary>
    private byte[] None() =>
        (Integer(TiffTag.SAMPLEFORMAT, (int)SampleFormat.UINT), _size) switch
        {
            ((int)SampleFormat.IEEEFP, sizeof(float)) => BitConverter.GetBytes(float.NaN),
            ((int)SampleFormat.IEEEFP, sizeof(double)) => BitConverter.GetBytes(double.NaN),
            _ => throw ProblemList.Only(
                _name,
                $"its numbers are of {_size * 8} bits and no floating-point numbers.",
                "The service has changed its files: update malaria-predictor, or report it."
            ),
        };

    private byte[] Write(byte[] cells, (int Top, int Left, int Rows, int Columns) window)
    {
        using var stream = new MemoryStream();
        using (var crop = Tiff.ClientOpen(_name, "w", stream, new Borrowed()))
        {
            crop.MergeFieldInfo(
                [
                    Field(TiffTag.GEOTIFF_MODELPIXELSCALETAG, TiffType.DOUBLE),
                    Field(TiffTag.GEOTIFF_MODELTIEPOINTTAG, TiffType.DOUBLE),
                    Field(TiffTag.GEOTIFF_GEOKEYDIRECTORYTAG, TiffType.SHORT),
                    new TiffFieldInfo(NoData, -1, -1, TiffType.ASCII, FieldBit.Custom, true, false, "NoData"),
                ],
                4
            );
            crop.SetField(TiffTag.IMAGEWIDTH, window.Columns);
            crop.SetField(TiffTag.IMAGELENGTH, window.Rows);
            crop.SetField(TiffTag.BITSPERSAMPLE, _size * 8);
            crop.SetField(TiffTag.SAMPLESPERPIXEL, 1);
            crop.SetField(TiffTag.SAMPLEFORMAT, SampleFormat.IEEEFP);
            crop.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
            crop.SetField(TiffTag.COMPRESSION, Compression.ADOBE_DEFLATE);
            crop.SetField(TiffTag.ROWSPERSTRIP, window.Rows);
            crop.SetField(TiffTag.GEOTIFF_MODELPIXELSCALETAG, _scale.Length, _scale);
            double[] tie = [_tie[0] - window.Left, _tie[1] - window.Top, .. _tie[2..]];
            crop.SetField(TiffTag.GEOTIFF_MODELTIEPOINTTAG, tie.Length, tie);
            if (_tiff.GetField(TiffTag.GEOTIFF_GEOKEYDIRECTORYTAG) is { Length: > 1 } keys)
            {
                var copied = keys[1].ToShortArray();
                crop.SetField(TiffTag.GEOTIFF_GEOKEYDIRECTORYTAG, copied.Length, copied);
            }

            if (_tiff.GetField(NoData) is { Length: > 0 } none)
            {
                crop.SetField(NoData, System.Text.Encoding.ASCII.GetString(none[^1].GetBytes()).Trim('\0', ' '));
            }

            var row = window.Columns * _size;
            for (var at = 0; at < window.Rows; at++)
            {
                crop.WriteScanline(cells, at * row, at, 0);
            }
        }

        return stream.ToArray();
    }

    private int Integer(TiffTag tag, int otherwise) => _tiff.GetField(tag) is { Length: > 0 } field ? field[0].ToInt() : otherwise;

    private double[] Doubles(TiffTag tag) => _tiff.GetField(tag) is { Length: > 1 } field ? field[1].ToDoubleArray() : [];

    private long[] Longs(TiffTag tag) =>
        _tiff.GetField(tag) is { Length: > 0 } field && field[^1].Value is Array numbers
            ? [.. numbers.Cast<object>().Select(number => Convert.ToInt64(number, CultureInfo.InvariantCulture))]
            : [];

    private static TiffFieldInfo Field(TiffTag tag, TiffType type) => new(tag, -1, -1, type, FieldBit.Custom, true, true, tag.ToString());

    /// <summary>Leaves the stream open: it is another's.</summary>
    private sealed class Borrowed : TiffStream
    {
        public override void Close(object clientData) { }
    }
}
