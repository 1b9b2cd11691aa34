using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using BitMiracle.LibTiff.Classic;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MalariaPredictor.Backend.Tests.Sources.Chirps;

/// <summary>
/// The file server of the Climate Hazards Center: final months and days as tiled GeoTIFFs (<c>.cog</c>), preliminary days with strips
/// (<c>.tif</c>), each under its published path and no other; parts of them on demand.
/// </summary>
internal sealed partial class ChirpsStub
{
    private readonly ConcurrentDictionary<string, byte[]> _files = [];

    public DateOnly FinalUntil { get; set; } = new(2024, 2, 29);

    /// <summary>The end of a pentad.</summary>
    public DateOnly PreliminaryUntil { get; set; } = new(2024, 4, 5);

    public bool GivesParts { get; set; } = true;

    public Func<byte[], byte[]> Spoil { get; set; } = bytes => bytes;

    public ChirpsGrid Grid { get; set; } = ChirpsGrid.Africa;

    public Func<float, float> Units { get; set; } = value => value;

    /// <summary>Bytes that were sent.</summary>
    public long Sent { get; private set; }

    public void Forget() => _files.Clear();

    /// <summary>Millimeters of a day in the cells of the places: final ones are 1 mm more.</summary>
    public static float Rain(DateOnly day, bool isFinal) => (day.Day % 4) + (isFinal ? 1 : 0);

    public static float Month(DateOnly month) => 40 + month.Month;

    public Task<ServiceStub> StartAsync() => ServiceStub.StartAsync(Map);

    private void Map(WebApplication app) => app.MapMethods("/{**path}", ["GET", "HEAD"], Serve);

    private IResult Serve(string path, HttpRequest request)
    {
        if (Make(path) is not { } bytes)
        {
            return Results.Text("<!DOCTYPE HTML><html><title>404 Not Found</title></html>", "text/html", statusCode: 404);
        }

        if (request.Method == "GET")
        {
            var range = request.GetTypedHeaders().Range?.Ranges.First();
            Sent += GivesParts && range is not null ? (range.To ?? bytes.Length) - (range.From ?? 0) + 1 : bytes.Length;
        }

        return Results.Bytes(
            bytes,
            "image/tiff",
            enableRangeProcessing: GivesParts,
            entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"")
        );
    }

    /// <summary>Null where nothing is published under a path.</summary>
    private byte[]? Make(string path)
    {
        if (MonthPath().Match(path) is { Success: true } month && Day(month, "01") is { } first)
        {
            return first.AddMonths(1).AddDays(-1) <= FinalUntil && first.Year >= 1981 ? File(path, Month(first), tiled: true) : null;
        }

        if (FinalPath().Match(path) is { Success: true } final && Day(final) is { } day)
        {
            return day <= FinalUntil && day.Year >= (final.Groups["product"].Value == "rnl" ? 1981 : 1998)
                ? File(path, Rain(day, isFinal: true), tiled: true)
                : null;
        }

        return PreliminaryPath().Match(path) is { Success: true } early && Day(early) is { } published && published <= PreliminaryUntil
            ? File(path, Rain(published, isFinal: false), tiled: false)
            : null;
    }

    private byte[] File(string path, float rain, bool tiled) => _files.GetOrAdd(path, _ => Spoil(Grid.Write(Units(rain), tiled)));

    private static DateOnly? Day(Match match, string? day = null) =>
        DateOnly.TryParseExact(
            $"{match.Groups["year"].Value}-{match.Groups["month"].Value}-{day ?? match.Groups["day"].Value}",
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var parsed
        )
            ? parsed
            : null;

    [GeneratedRegex(@"^products/CHIRPS/v3\.0/monthly/global/cogs/chirps-v3\.0\.(?<year>\d{4})\.(?<month>\d\d)\.cog$")]
    private static partial Regex MonthPath();

    [GeneratedRegex(
        @"^products/CHIRPS/v3\.0/daily/final/(?<product>rnl|sat)/cogs/(?<year>\d{4})/"
            + @"chirps-v3\.0\.\k<product>\.\k<year>\.(?<month>\d\d)\.(?<day>\d\d)\.cog$"
    )]
    private static partial Regex FinalPath();

    [GeneratedRegex(
        @"^products/CHIRPS/v3\.0/daily/prelim/sat/(?<year>\d{4})/chirps-v3\.0\.prelim\.\k<year>\.(?<month>\d\d)\.(?<day>\d\d)\.tif$"
    )]
    private static partial Regex PreliminaryPath();
}

/// <summary>Where a file's cells lie. The places of the tests hold one value; around them every cell has another.</summary>
internal sealed record ChirpsGrid(double West, double North, double Cell, int Columns, int Rows)
{
    private const TiffTag NoData = (TiffTag)42113;

    // Most tests ask for the same few.
    private static readonly ConcurrentDictionary<(ChirpsGrid, float, bool), byte[]> Written = [];

    /// <summary>A part of the Earth only, so that tests are fast; with more than 64 KiB, and with the sea.</summary>
    public static ChirpsGrid Africa { get; } = new(25, 6, 0.05, 240, 200);

    /// <summary>The whole Earth in large cells.</summary>
    public static ChirpsGrid Earth { get; } = new(-180, 60, 0.5, 720, 240);

    public bool FromSouth { get; init; }

    /// <summary>Degrees by which the file states itself further east than it is.</summary>
    public double Shift { get; init; }

    public byte[] Write(float rain, bool tiled) => [.. Written.GetOrAdd((this, rain, tiled), _ => Make(rain, tiled))];

    private byte[] Make(float rain, bool tiled)
    {
        const int side = 64;
        var random = new Random(Columns);
        var cells = new float[Columns * Rows];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var (longitude, latitude) = (West + ((column + 0.5) * Cell), North - ((row + 0.5) * Cell));
                var stored = FromSouth ? Rows - 1 - row : row;
                cells[(stored * Columns) + column] =
                    longitude is > 29.9 and < 32.1 && latitude is > -0.1 and < 1.1 ? rain
                    : longitude < 26 ? -9999
                    : random.NextSingle() * 300;
            }
        }

        using var stream = new MemoryStream();
        using (var tiff = Tiff.ClientOpen("stub", "w", stream, new Kept()))
        {
            tiff.MergeFieldInfo(
                [
                    Field(TiffTag.GEOTIFF_MODELPIXELSCALETAG, TiffType.DOUBLE),
                    Field(TiffTag.GEOTIFF_MODELTIEPOINTTAG, TiffType.DOUBLE),
                    Field(TiffTag.GEOTIFF_GEOKEYDIRECTORYTAG, TiffType.SHORT),
                    new TiffFieldInfo(NoData, -1, -1, TiffType.ASCII, FieldBit.Custom, true, false, "NoData"),
                ],
                4
            );
            tiff.SetField(TiffTag.IMAGEWIDTH, Columns);
            tiff.SetField(TiffTag.IMAGELENGTH, Rows);
            tiff.SetField(TiffTag.BITSPERSAMPLE, 32);
            tiff.SetField(TiffTag.SAMPLESPERPIXEL, 1);
            tiff.SetField(TiffTag.SAMPLEFORMAT, SampleFormat.IEEEFP);
            tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
            tiff.SetField(TiffTag.COMPRESSION, Compression.ADOBE_DEFLATE);
            tiff.SetField(TiffTag.GEOTIFF_MODELPIXELSCALETAG, 3, new[] { Cell, FromSouth ? -Cell : Cell, 0 });
            var top = FromSouth ? North - (Rows * Cell) : North;
            tiff.SetField(TiffTag.GEOTIFF_MODELTIEPOINTTAG, 6, new[] { 0, 0, 0, West + Shift, top, 0 });
            short[] keys = [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326];
            tiff.SetField(TiffTag.GEOTIFF_GEOKEYDIRECTORYTAG, keys.Length, keys);
            if (tiled)
            {
                tiff.SetField(TiffTag.TILEWIDTH, side);
                tiff.SetField(TiffTag.TILELENGTH, side);
                for (var row = 0; row < Rows; row += side)
                {
                    for (var column = 0; column < Columns; column += side)
                    {
                        tiff.WriteTile(Bytes(Tile(cells, row, column, side)), column, row, 0, 0);
                    }
                }
            }
            else
            {
                tiff.SetField(TiffTag.ROWSPERSTRIP, 1);
                for (var row = 0; row < Rows; row++)
                {
                    tiff.WriteScanline(Bytes(cells[(row * Columns)..((row + 1) * Columns)]), row);
                }
            }
        }

        return stream.ToArray();
    }

    private float[] Tile(float[] cells, int top, int left, int side)
    {
        var tile = new float[side * side];
        for (var i = 0; i < tile.Length; i++)
        {
            var (row, column) = (top + (i / side), left + (i % side));
            tile[i] = row < Rows && column < Columns ? cells[(row * Columns) + column] : 0;
        }

        return tile;
    }

    private static TiffFieldInfo Field(TiffTag tag, TiffType type) => new(tag, -1, -1, type, FieldBit.Custom, true, true, tag.ToString());

    private static byte[] Bytes(float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    private sealed class Kept : TiffStream
    {
        public override void Close(object clientData) { }
    }
}
