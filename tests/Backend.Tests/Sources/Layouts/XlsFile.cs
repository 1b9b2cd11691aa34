using System.Globalization;
using System.Text;

namespace MalariaPredictor.Backend.Tests.Sources.Layouts;

/// <summary>
/// Writes a workbook in the old binary format: the records of BIFF8 in a compound file, as [MS-XLS] and [MS-CFB] describe them.
/// </summary>
internal sealed class XlsFile
{
    private const int Sector = 512;

    /// <summary>Smaller streams would lie in sectors of another kind.</summary>
    private const int LeastStream = 4096;

    private const uint EndOfChain = 0xFFFFFFFE;
    private const uint Free = 0xFFFFFFFF;
    private const uint OfTable = 0xFFFFFFFD;

    private readonly List<(string Name, bool Hidden, string[][] Rows, (int Top, int Left, int Bottom, int Right)[] Merged)> _sheets = [];

    /// <summary>
    /// A sheet. A cell becomes a number where it is one, a date where it is written 2024-05-17, an error where it is #N/A or #DIV/0!.
    /// </summary>
    public XlsFile Csv(string name, string csv, bool hidden = false, params (int Top, int Left, int Bottom, int Right)[] merged)
    {
        _sheets.Add((name, hidden, [.. csv.Trim('\n').Split('\n').Select(line => line.Split(','))], merged));
        return this;
    }

    public byte[] Bytes() => Compound(Stream());

    private byte[] Stream()
    {
        var sheets = _sheets.ConvertAll(sheet => Sheet(sheet.Rows, sheet.Merged));
        var length = Globals([.. sheets.Select(_ => 0)]).Length;
        var starts = sheets.Select((_, index) => length + sheets.Take(index).Sum(sheet => sheet.Length)).ToArray();
        byte[] all = [.. Globals(starts), .. sheets.SelectMany(sheet => sheet)];
        return [.. all, .. new byte[Math.Max(0, LeastStream - all.Length)]];
    }

    private byte[] Globals(int[] starts)
    {
        var records = new Records();
        records.Add(0x0809, writer => Begin(writer, 0x0005));
        records.Add(0x0042, writer => writer.Write((ushort)1200));
        // The formats of the cells: 0 is general, 14 is a date.
        foreach (var format in new ushort[] { 0, 14 })
        {
            records.Add(
                0x00E0,
                writer =>
                {
                    writer.Write((ushort)0);
                    writer.Write(format);
                    writer.Write(new byte[16]);
                }
            );
        }

        foreach (var (index, sheet) in _sheets.Index())
        {
            records.Add(
                0x0085,
                writer =>
                {
                    writer.Write(starts[index]);
                    writer.Write((byte)(sheet.Hidden ? 1 : 0));
                    writer.Write((byte)0);
                    writer.Write((byte)sheet.Name.Length);
                    writer.Write((byte)1);
                    writer.Write(Encoding.Unicode.GetBytes(sheet.Name));
                }
            );
        }

        records.Add(0x000A, _ => { });
        return records.Bytes();
    }

    private static byte[] Sheet(string[][] rows, (int Top, int Left, int Bottom, int Right)[] merged)
    {
        var records = new Records();
        records.Add(0x0809, writer => Begin(writer, 0x0010));
        records.Add(
            0x0200,
            writer =>
            {
                writer.Write(0);
                writer.Write(rows.Length);
                writer.Write((ushort)0);
                writer.Write((ushort)rows.Max(row => row.Length));
                writer.Write((ushort)0);
            }
        );
        foreach (var (row, cells) in rows.Index())
        {
            foreach (var (column, cell) in cells.Index().Where(cell => cell.Item.Length > 0))
            {
                Cell(records, (ushort)row, (ushort)column, cell);
            }
        }

        if (merged.Length > 0)
        {
            records.Add(
                0x00E5,
                writer =>
                {
                    writer.Write((ushort)merged.Length);
                    foreach (var (top, left, bottom, right) in merged)
                    {
                        writer.Write((ushort)top);
                        writer.Write((ushort)bottom);
                        writer.Write((ushort)left);
                        writer.Write((ushort)right);
                    }
                }
            );
        }

        records.Add(0x000A, _ => { });
        return records.Bytes();
    }

    private static void Cell(Records records, ushort row, ushort column, string cell)
    {
        var isDate = DateTime.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        if (cell is "#N/A" or "#DIV/0!")
        {
            var error = (ushort)(cell == "#N/A" ? 0x012A : 0x0107);
            records.Add(
                0x0205,
                writer =>
                    At(
                        writer,
                        0,
                        () =>
                        {
                            writer.Write(error);
                        }
                    )
            );
        }
        else if (isDate || double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            var number = isDate ? day.ToOADate() : double.Parse(cell, CultureInfo.InvariantCulture);
            records.Add(0x0203, writer => At(writer, isDate ? 1 : 0, () => writer.Write(number)));
        }
        else
        {
            records.Add(
                0x0204,
                writer =>
                    At(
                        writer,
                        0,
                        () =>
                        {
                            writer.Write((ushort)cell.Length);
                            writer.Write((byte)1);
                            writer.Write(Encoding.Unicode.GetBytes(cell));
                        }
                    )
            );
        }

        void At(BinaryWriter writer, int format, Action value)
        {
            writer.Write(row);
            writer.Write(column);
            writer.Write((ushort)format);
            value();
        }
    }

    private static void Begin(BinaryWriter writer, ushort kind)
    {
        writer.Write((ushort)0x0600);
        writer.Write(kind);
        writer.Write(new byte[12]);
    }

    /// <summary>One stream named Workbook: a sector of the allocation table, one of the directory, then the stream.</summary>
    private static byte[] Compound(byte[] stream)
    {
        var sectors = (stream.Length + Sector - 1) / Sector;
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
        writer.Write(new byte[16]);
        foreach (var number in new ushort[] { 0x3E, 3, 0xFFFE, 9, 6 })
        {
            writer.Write(number);
        }

        writer.Write(new byte[6]);
        foreach (var number in new uint[] { 0, 1, 1, 0, LeastStream, EndOfChain, 0, EndOfChain, 0, 0 })
        {
            writer.Write(number);
        }

        Fill(writer, 108, Free);
        writer.Write(OfTable);
        writer.Write(EndOfChain);
        for (var sector = 0; sector < sectors; sector++)
        {
            writer.Write(sector == sectors - 1 ? EndOfChain : (uint)(sector + 3));
        }

        Fill(writer, (Sector / 4) - 2 - sectors, Free);
        Entry(writer, "Root Entry", 5, child: 1, EndOfChain, 0);
        Entry(writer, "Workbook", 2, child: Free, 2, stream.Length);
        Entry(writer, "", 0, child: Free, 0, 0);
        Entry(writer, "", 0, child: Free, 0, 0);
        writer.Write(stream);
        writer.Write(new byte[(sectors * Sector) - stream.Length]);
        return bytes.ToArray();
    }

    private static void Entry(BinaryWriter writer, string name, byte kind, uint child, uint start, int length)
    {
        var text = new byte[64];
        Encoding.Unicode.GetBytes(name).CopyTo(text, 0);
        writer.Write(text);
        writer.Write((ushort)(name.Length == 0 ? 0 : (name.Length + 1) * 2));
        writer.Write(kind);
        writer.Write((byte)1);
        writer.Write(Free);
        writer.Write(Free);
        writer.Write(child);
        writer.Write(new byte[36]);
        writer.Write(start);
        writer.Write((long)length);
    }

    private static void Fill(BinaryWriter writer, int count, uint value)
    {
        for (var i = 0; i < count; i++)
        {
            writer.Write(value);
        }
    }

    private sealed class Records
    {
        private readonly List<byte> _bytes = [];

        public void Add(ushort kind, Action<BinaryWriter> write)
        {
            using var body = new MemoryStream();
            using (var writer = new BinaryWriter(body, Encoding.Unicode, leaveOpen: true))
            {
                write(writer);
            }

            _bytes.AddRange(BitConverter.GetBytes(kind));
            _bytes.AddRange(BitConverter.GetBytes((ushort)body.Length));
            _bytes.AddRange(body.ToArray());
        }

        public byte[] Bytes() => [.. _bytes];
    }
}
