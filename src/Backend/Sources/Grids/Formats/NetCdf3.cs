using System.Buffers.Binary;
using System.Text;

namespace MalariaPredictor.Backend.Sources.Grids.Formats;

/// <summary>
/// Reads NetCDF's classic formats (CDF-1, CDF-2 with 64-bit offsets, CDF-5): a header of dimensions, attributes and variables, then
/// big-endian arrays; those along the record dimension are interleaved, record by record.
/// </summary>
internal sealed class NetCdf3
{
    private const int DimensionTag = 10;
    private const int VariableTag = 11;
    private const int AttributeTag = 12;
    private const int MostEntries = 10_000;
    private const int MostRank = 16;
    private const int TextType = 2;

    private readonly string _file;
    private readonly byte[] _bytes;
    private readonly int _version;
    private readonly List<(string Name, long Length)> _dimensions = [];
    private int _at = 4;

    private NetCdf3(string file, byte[] bytes) => (_file, _bytes, _version) = (file, bytes, bytes[3]);

    public static IReadOnlyList<NetCdfVariable> Read(string file, byte[] bytes)
    {
        if (bytes.Length < 32 || bytes[3] is not (1 or 2 or 5))
        {
            throw GridFile.Damaged(file, "its header is not one of NetCDF's");
        }

        return new NetCdf3(file, bytes).Variables();
    }

    private List<NetCdfVariable> Variables()
    {
        var records = Count();
        foreach (var _ in List(DimensionTag))
        {
            _dimensions.Add((Name(), Count()));
        }

        Attributes();
        var headers = new List<Header>();
        foreach (var _ in List(VariableTag))
        {
            headers.Add(Variable(records));
        }

        Header[] recorded = [.. headers.Where(header => header.IsRecord)];
        // One record variable alone is not padded.
        var stride = recorded.Length == 1 ? recorded[0].Slab : recorded.Sum(header => Padded(header.Slab));
        return [.. headers.Select(header => Checked(header, header.IsRecord ? stride : header.Slab))];
    }

    private Header Variable(long records)
    {
        var (name, rank) = (Name(), Count());
        if (rank > MostRank)
        {
            throw Broken($"variable {name} has {rank} dimensions");
        }

        var (dimensions, shape, isRecord) = (new string[rank], new int[rank], false);
        for (var i = 0; i < rank; i++)
        {
            var id = Count();
            if (id >= _dimensions.Count)
            {
                throw Broken($"variable {name} has a dimension that is not there");
            }

            (dimensions[i], var length) = _dimensions[(int)id];
            isRecord |= i == 0 && length == 0;
            length = i == 0 && length == 0 ? records : length;
            shape[i] = length is >= 0 and <= GridFile.MostValues ? (int)length : throw Broken($"dimension {dimensions[i]} is too long");
        }

        var attributes = Attributes();
        var type = Integer();
        Count();
        var begin = _version == 1 ? Integer() : Long();
        var slab = shape.Skip(isRecord ? 1 : 0).Aggregate((long)Size(type), (size, length) => Math.Min(size * length, long.MaxValue >> 32));
        return new Header(name, dimensions, shape, attributes, type, begin, slab, isRecord);
    }

    private NetCdfVariable Checked(Header header, long stride)
    {
        var records = header.IsRecord ? header.Shape[0] : 1;
        if (header.Begin < 0 || header.Begin + (Math.Max(0, records - 1) * stride) + header.Slab > _bytes.Length)
        {
            throw Broken($"the values of {header.Name} end after the file does");
        }

        return new NetCdfVariable(
            header.Name,
            header.Dimensions,
            header.Shape,
            header.Attributes,
            1,
            header.Type == TextType,
            (starts, counts) => Values(header, stride, starts, counts),
            () => Texts(header, stride)
        );
    }

    private double[] Values(Header header, long stride, int[] starts, int[] counts)
    {
        var total = counts.Aggregate(1L, (product, count) => product * count);
        var (values, size) = (new double[total], Size(header.Type));
        var position = new int[counts.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (cell, record) = (0L, 0L);
            for (var dimension = 0; dimension < counts.Length; dimension++)
            {
                var index = starts[dimension] + position[dimension];
                if (dimension == 0 && header.IsRecord)
                {
                    record = index;
                }
                else
                {
                    cell = (cell * header.Shape[dimension]) + index;
                }
            }

            values[i] = Value(_bytes.AsSpan((int)(header.Begin + (record * stride) + (cell * size))), header.Type);
            for (var dimension = counts.Length - 1; dimension >= 0 && ++position[dimension] == counts[dimension]; dimension--)
            {
                position[dimension] = 0;
            }
        }

        return values;
    }

    /// <summary>Characters along the last dimension make a text each.</summary>
    private string[] Texts(Header header, long stride)
    {
        var characters = Values(header, stride, new int[header.Shape.Length], header.Shape);
        var length = header.Shape.Length == 0 ? 1 : Math.Max(1, header.Shape[^1]);
        return [.. characters.Chunk(length).Select(text => new string([.. text.Select(code => (char)code)]).TrimEnd('\0', ' '))];
    }

    private Dictionary<string, object> Attributes()
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var _ in List(AttributeTag))
        {
            var (name, type, count) = (Name(), Integer(), Count());
            var bytes = Take(count * Size(type));
            if (type == TextType)
            {
                attributes[name] = Encoding.UTF8.GetString(bytes).TrimEnd('\0');
            }
            else if (count > 0)
            {
                attributes[name] = Value(bytes, type);
            }
        }

        return attributes;
    }

    private IEnumerable<long> List(int tag)
    {
        var (found, count) = (Integer(), Count());
        if ((found != tag && (found != 0 || count != 0)) || count > MostEntries)
        {
            throw Broken("its header is not in order");
        }

        for (var i = 0L; i < count; i++)
        {
            yield return i;
        }
    }

    private string Name() => Encoding.UTF8.GetString(Take(Count()));

    private int Integer() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    private long Long() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    private long Count()
    {
        var count = _version == 5 ? Long() : Integer();
        return count >= 0 ? count : throw Broken("a length in its header is negative, as in a file that was being written");
    }

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0 || length > _bytes.Length - _at)
        {
            throw Broken("its header ends after the file does");
        }

        var taken = _bytes.AsSpan(_at, (int)length);
        _at = (int)Math.Min(_bytes.Length, _at + Padded(length));
        return taken;
    }

    private int Size(int type) =>
        type switch
        {
            1 or 2 or 7 => 1,
            3 or 8 => 2,
            4 or 5 or 9 => 4,
            6 or 10 or 11 => 8,
            _ => throw Broken($"its header names type {type}, which does not exist"),
        };

    private static double Value(ReadOnlySpan<byte> bytes, int type) =>
        type switch
        {
            1 => (sbyte)bytes[0],
            2 or 7 => bytes[0],
            3 => BinaryPrimitives.ReadInt16BigEndian(bytes),
            8 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            4 => BinaryPrimitives.ReadInt32BigEndian(bytes),
            9 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            5 => BinaryPrimitives.ReadSingleBigEndian(bytes),
            6 => BinaryPrimitives.ReadDoubleBigEndian(bytes),
            10 => BinaryPrimitives.ReadInt64BigEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64BigEndian(bytes),
        };

    private static long Padded(long length) => (length + 3) / 4 * 4;

    private Files.RejectedFileException Broken(string what) => GridFile.Damaged(_file, what);

    /// <summary>A variable. The slab is the bytes of its values: of one record, or of all where it has no records.</summary>
    private sealed record Header(
        string Name,
        string[] Dimensions,
        int[] Shape,
        Dictionary<string, object> Attributes,
        int Type,
        long Begin,
        long Slab,
        bool IsRecord
    );
}
