using System.Buffers.Binary;
using System.Text;

namespace MalariaPredictor.Backend.Tests.Sources.Connectors;

/// <summary>A plain GeoTIFF on longitudes and latitudes: one strip, uncompressed, bands interleaved.</summary>
internal static class TiffBytes
{
    /// <param name="west">The western edge, degrees.</param>
    /// <param name="north">The northern edge, or the southern one where rows go north.</param>
    /// <param name="cell">Edge of a cell, degrees.</param>
    /// <param name="columns">Cells in a row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="value">Of a row and column, counted as they are stored.</param>
    /// <param name="bits">32: float; 16: unsigned; 8: unsigned.</param>
    /// <param name="noData">As GDAL's tag has it; null: it has none.</param>
    /// <param name="bands">How many: further ones hold −5.</param>
    /// <param name="northward">Whether rows go from south to north.</param>
    public static byte[] Of(
        double west,
        double north,
        double cell,
        int columns,
        int rows,
        Func<int, int, double> value,
        int bits = 32,
        string? noData = null,
        int bands = 1,
        bool northward = false
    )
    {
        using var file = new MemoryStream();
        var size = bits / 8;
        var data = new byte[columns * rows * bands * size];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                for (var band = 0; band < bands; band++)
                {
                    var at = data.AsSpan(((((row * columns) + column) * bands) + band) * size);
                    var stored = band == 0 ? value(row, column) : -5;
                    switch (bits)
                    {
                        case 32:
                            BinaryPrimitives.WriteSingleLittleEndian(at, (float)stored);
                            break;
                        case 16:
                            BinaryPrimitives.WriteInt16LittleEndian(at, unchecked((short)(int)stored));
                            break;
                        default:
                            at[0] = unchecked((byte)(int)stored);
                            break;
                    }
                }
            }
        }

        var extra = new MemoryStream();
        const int begin = 8;
        uint At(byte[] bytes)
        {
            var at = (uint)(begin + data.Length + extra.Length);
            extra.Write(bytes);
            if (extra.Length % 2 == 1)
            {
                extra.WriteByte(0);
            }

            return at;
        }

        byte[] Doubles(params double[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];
        byte[] keys = [.. ((ushort[])[1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326]).SelectMany(BitConverter.GetBytes)];
        var tags = new List<(ushort Tag, ushort Type, uint Count, uint Value)>
        {
            (256, 4, 1, (uint)columns),
            (257, 4, 1, (uint)rows),
            (
                258,
                3,
                (uint)bands,
                bands == 1 ? (uint)bits : At([.. Enumerable.Repeat((ushort)bits, bands).SelectMany(BitConverter.GetBytes)])
            ),
            (259, 3, 1, 1),
            (262, 3, 1, 1),
            (273, 4, 1, begin),
            (277, 3, 1, (uint)bands),
            (278, 4, 1, (uint)rows),
            (279, 4, 1, (uint)data.Length),
            (284, 3, 1, 1),
            (339, 3, (uint)bands, Formats(bits, bands, At)),
            (33550, 12, 3, At(Doubles(cell, northward ? -cell : cell, 0))),
            (33922, 12, 6, At(Doubles(0, 0, 0, west, north, 0))),
            (34735, 3, (uint)(keys.Length / 2), At(keys)),
        };
        if (noData is not null)
        {
            var text = Encoding.ASCII.GetBytes(noData + "\0     ");
            tags.Add((42113, 2, (uint)text.Length, At(text)));
        }

        // Two samples of 16 bits fit into the entry itself.
        tags =
        [
            .. tags.Select(tag =>
                tag.Type == 3 && tag.Count == 2 ? tag with { Value = Inline(extra, tag.Value, begin + data.Length) } : tag
            ),
        ];
        file.Write("II*\0"u8);
        file.Write(BitConverter.GetBytes((uint)(begin + data.Length + extra.Length)));
        file.Write(data);
        file.Write(extra.ToArray());
        file.Write(BitConverter.GetBytes((ushort)tags.Count));
        foreach (var (tag, type, count, entry) in tags)
        {
            file.Write(BitConverter.GetBytes(tag));
            file.Write(BitConverter.GetBytes(type));
            file.Write(BitConverter.GetBytes(count));
            file.Write(BitConverter.GetBytes(entry));
        }

        file.Write(BitConverter.GetBytes(0u));
        return file.ToArray();
    }

    private static uint Formats(int bits, int bands, Func<byte[], uint> at)
    {
        var format = (ushort)(
            bits == 32 ? 3
            : bits == 16 ? 2
            : 1
        );
        return bands == 1 ? format : at([.. Enumerable.Repeat(format, bands).SelectMany(BitConverter.GetBytes)]);
    }

    private static uint Inline(MemoryStream extra, uint at, int before) => BitConverter.ToUInt32(extra.ToArray(), (int)at - before);
}
