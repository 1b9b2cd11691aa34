using System.Buffers.Binary;
using MalariaPredictor.Backend.Sources.Files;
using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace MalariaPredictor.Backend.Sources.Grids.Formats;

/// <summary>
/// Reads NetCDF-4, which is HDF5: a dimension is a dataset of its own (a scale), which variables refer to. PureHDF reports what is
/// wrong with a file by many kinds of exception; all become one message.
/// </summary>
internal static class NetCdf4
{
    private const string Dimensions = "DIMENSION_LIST";

    public static (IReadOnlyList<NetCdfVariable> Variables, IDisposable Content) Read(string file, byte[] bytes)
    {
        RequireWhole(file, bytes);
        NativeFile? opened = null;
        try
        {
            opened = H5File.Open(new MemoryStream(bytes, writable: false));
            var (variables, hdf) = (Variables(file, opened), opened);
            opened = null;
            return (variables, hdf);
        }
        catch (Exception broken) when (IsOfTheFile(broken))
        {
            throw GridFile.Damaged(file, broken.Message);
        }
        finally
        {
            opened?.Dispose();
        }
    }

    private static NetCdfVariable[] Variables(string file, NativeFile hdf) =>
        [.. hdf.Children().OfType<IH5Dataset>().Select(dataset => Variable(file, hdf, dataset)).OfType<NetCdfVariable>()];

    /// <summary>The superblock holds where the file ends.</summary>
    private static void RequireWhole(string file, byte[] bytes)
    {
        var at =
            bytes.Length < 64 ? -1
            : bytes[8] is 0 or 1 ? (bytes[8] == 0 ? 40 : 44)
            : 28;
        if (at < 0)
        {
            throw GridFile.Damaged(file, $"it has {bytes.Length} bytes");
        }

        var end = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
        if (end > (ulong)bytes.Length)
        {
            throw GridFile.Damaged(file, $"it has {bytes.Length:N0} of {end:N0} bytes");
        }
    }

    private static NetCdfVariable? Variable(string file, NativeFile hdf, IH5Dataset dataset)
    {
        var shape = dataset.Space.Dimensions;
        if (shape.Aggregate(1.0, (product, length) => product * length) > int.MaxValue * 64.0 || shape.Any(length => length > int.MaxValue))
        {
            throw GridFile.Damaged(file, $"variable {dataset.Name} seems to have {string.Join(" x ", shape)} values");
        }

        var attributes = Attributes(dataset);
        var isText = dataset.Type.Class is H5DataTypeClass.String or H5DataTypeClass.VariableLength;
        if (!isText && dataset.Type.Class is not (H5DataTypeClass.FixedPoint or H5DataTypeClass.FloatingPoint))
        {
            return null;
        }

        return new NetCdfVariable(
            dataset.Name,
            DimensionNames(hdf, dataset),
            Array.ConvertAll(shape, length => (int)length),
            attributes,
            ChunkLength(dataset),
            isText,
            (starts, counts) => Guarded(file, () => Values(dataset, starts, counts)),
            () => Guarded(file, () => dataset.Space.Rank == 0 ? [dataset.Read<string>()] : dataset.Read<string[]>())
        );
    }

    private static string[] DimensionNames(NativeFile hdf, IH5Dataset dataset)
    {
        if (dataset.Space.Rank == 0)
        {
            return [];
        }

        if (dataset.AttributeExists(Dimensions))
        {
            var scales = dataset.Attribute(Dimensions).Read<NativeObjectReference1[][]>();
            return [.. scales.Select(scale => scale.Length > 0 ? hdf.Get(scale[0]).Name : "")];
        }

        // A scale is its own dimension.
        return dataset.Space.Rank == 1 ? [dataset.Name] : [.. dataset.Space.Dimensions.Select((_, index) => $"dimension {index + 1}")];
    }

    /// <summary>How many steps of the first dimension a chunk holds: to read fewer would unpack each chunk again and again.</summary>
    private static int ChunkLength(IH5Dataset dataset) =>
        dataset.Layout is { Class: H5DataLayoutClass.Chunked, Chunks: [var steps, ..] } ? (int)Math.Clamp(steps, 1, 1000) : 1;

    private static Dictionary<string, object> Attributes(IH5Dataset dataset)
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var name in NetCdfVariable.KnownAttributes.Where(dataset.AttributeExists))
        {
            var attribute = dataset.Attribute(name);
            if (attribute.Type.Class is H5DataTypeClass.String or H5DataTypeClass.VariableLength)
            {
                attributes[name] = attribute.Space.Rank > 0 ? attribute.Read<string[]>()[0] : attribute.Read<string>();
            }
            else if (attribute.Type.Class is H5DataTypeClass.FixedPoint or H5DataTypeClass.FloatingPoint)
            {
                attributes[name] = Numbers(attribute.Type, new Reader(attribute))[0];
            }
        }

        return attributes;
    }

    private static double[] Values(IH5Dataset dataset, int[] starts, int[] counts)
    {
        var selection =
            counts.Length == 0
                ? null
                : new HyperslabSelection(
                    counts.Length,
                    Array.ConvertAll(starts, at => (ulong)at),
                    Array.ConvertAll(counts, at => (ulong)at)
                );
        return Numbers(dataset.Type, new Reader(dataset, selection));
    }

    private static double[] Numbers(IH5DataType type, Reader reader) =>
        (type.Class, type.Size, type.Class == H5DataTypeClass.FixedPoint && type.FixedPoint.IsSigned) switch
        {
            (H5DataTypeClass.FloatingPoint, 4, _) => Array.ConvertAll(reader.Read<float>(), value => (double)value),
            (H5DataTypeClass.FloatingPoint, 8, _) => reader.Read<double>(),
            (_, 1, true) => Array.ConvertAll(reader.Read<sbyte>(), value => (double)value),
            (_, 1, false) => Array.ConvertAll(reader.Read<byte>(), value => (double)value),
            (_, 2, true) => Array.ConvertAll(reader.Read<short>(), value => (double)value),
            (_, 2, false) => Array.ConvertAll(reader.Read<ushort>(), value => (double)value),
            (_, 4, true) => Array.ConvertAll(reader.Read<int>(), value => (double)value),
            (_, 4, false) => Array.ConvertAll(reader.Read<uint>(), value => (double)value),
            (_, 8, true) => Array.ConvertAll(reader.Read<long>(), value => (double)value),
            (_, 8, false) => Array.ConvertAll(reader.Read<ulong>(), value => (double)value),
            _ => throw new NotSupportedException($"Numbers of {type.Size} bytes are not known."),
        };

    private static T Guarded<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken) when (IsOfTheFile(broken))
        {
            throw GridFile.Damaged(file, broken.Message);
        }
    }

    // A damaged length asks for more memory than there can be; the one large array is not made, and nothing else lacks memory.
    private static bool IsOfTheFile(Exception thrown) => thrown is not (RejectedFileException or OperationCanceledException);

    /// <summary>Reads numbers of a type that is known only when the file is open.</summary>
    private readonly struct Reader
    {
        private readonly IH5Attribute? _attribute;
        private readonly IH5Dataset? _dataset;
        private readonly Selection? _selection;

        public Reader(IH5Attribute attribute) => _attribute = attribute;

        public Reader(IH5Dataset dataset, Selection? selection) => (_dataset, _selection) = (dataset, selection);

        public T[] Read<T>() => _attribute is not null ? _attribute.Read<T[]>() : _dataset!.Read<T[]>(_selection);
    }
}
