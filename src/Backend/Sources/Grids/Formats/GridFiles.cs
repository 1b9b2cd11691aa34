using System.IO.Compression;
using System.Text;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Grids.Formats;

/// <summary>Opens files of grids. What a file is, its first bytes tell, not its name: the Climate Data Store calls ZIP files .nc.</summary>
internal static class GridFiles
{
    private const int MostEntries = 1000;
    private const long Largest = 1L << 30;
    private const int HighestRatio = 200;
    private const long Harmless = 32L << 20;

    /// <summary>The grids of a file, or of those in it, one after the other. Each is closed before the next is read.</summary>
    public static IEnumerable<GridFile> Open(FileContent content, DateOnly? firstDay)
    {
        if (!IsZip(content.Bytes))
        {
            using var file = Open(content.Name, content.Bytes, firstDay);
            yield return file;
            yield break;
        }

        using var zip = Zip(content);
        var left = Largest;
        foreach (var entry in zip.Entries.Where(entry => entry.Name.Length > 0))
        {
            var name = $"{content.Name}/{FileProblem.Shown(entry.FullName)}";
            var bytes = Unpack(name, entry, left);
            left -= bytes.Length;
            if (IsZip(bytes))
            {
                throw ProblemList.Only(name, "a ZIP file lies in a ZIP file.", "Unpack it and import the files in it.");
            }

            using var file = Open(name, bytes, firstDay);
            yield return file;
        }
    }

    private static GridFile Open(string name, byte[] bytes, DateOnly? firstDay) =>
        bytes switch
        {
            [(byte)'C', (byte)'D', (byte)'F', ..] or [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => NetCdfFile.Open(name, bytes),
            [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => GeoTiff.Open(name, bytes, firstDay),
            [(byte)'G', (byte)'R', (byte)'I', (byte)'B', ..] => throw ProblemList.Only(
                name,
                "it is GRIB, which is not read.",
                "Ask the Climate Data Store for NetCDF: \"data_format\": \"netcdf\"."
            ),
            _ when Encoding.ASCII.GetString(bytes.AsSpan(0, Math.Min(64, bytes.Length))).TrimStart().StartsWith('<') =>
                throw ProblemList.Only(
                    name,
                    "it is a web page, as servers answer when they refuse or fail.",
                    "Open it in a browser to see the reason, then download the file again."
                ),
            _ => throw ProblemList.Only(
                name,
                "it is neither NetCDF nor GeoTIFF nor a ZIP file of them.",
                "Import ERA5 or ERA5-Land as NetCDF, or CHIRPS as GeoTIFF. A CSV file is read by the command import."
            ),
        };

    private static bool IsZip(byte[] bytes) => bytes is [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..];

    private static ZipArchive Zip(FileContent content)
    {
        try
        {
            var zip = new ZipArchive(new MemoryStream(content.Bytes, writable: false), ZipArchiveMode.Read);
            return zip.Entries.Count is > 0 and <= MostEntries
                ? zip
                : throw ProblemList.Only(
                    content.Name,
                    $"the ZIP file holds {zip.Entries.Count} files.",
                    $"It should hold 1 to {MostEntries}: unpack it and import the files in it."
                );
        }
        catch (InvalidDataException broken)
        {
            throw GridFile.Damaged(content.Name, broken.Message);
        }
    }

    /// <summary>Counts what comes out: the length in a ZIP file's directory may be false.</summary>
    private static byte[] Unpack(string name, ZipArchiveEntry entry, long most)
    {
        try
        {
            using var unpacked = new MemoryStream();
            using var packed = entry.Open();
            var buffer = new byte[1 << 16];
            for (int read; (read = packed.Read(buffer)) > 0; )
            {
                unpacked.Write(buffer, 0, read);
                if (
                    unpacked.Length > most
                    || (unpacked.Length > Harmless && unpacked.Length / Math.Max(1, entry.CompressedLength) >= HighestRatio)
                )
                {
                    throw ProblemList.Only(
                        name,
                        unpacked.Length > most
                            ? $"the files in the ZIP file hold more than {Largest >> 20} MiB."
                            : $"its {entry.CompressedLength:N0} bytes unpack to more than {HighestRatio} times as many, as no grid does.",
                        "Unpack it, check what it holds, and import its files by parts."
                    );
                }
            }

            return unpacked.Length > 0 ? unpacked.ToArray() : throw GridFile.Damaged(name, "it is empty");
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or NotSupportedException)
        {
            throw GridFile.Damaged(name, broken.Message);
        }
    }
}
