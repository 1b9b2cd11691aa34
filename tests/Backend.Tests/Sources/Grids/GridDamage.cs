using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Formats;

namespace MalariaPredictor.Backend.Tests.Sources.Grids;

/// <summary>Changes some bytes of a file, or cuts it, and reads what is left.</summary>
internal static class GridDamage
{
    public static void ShouldBeReadOrRefused(byte[] whole, Random random)
    {
        var bytes = whole.ToArray();
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            // Headers lie in front; there a changed byte does the most.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 2000) : bytes.Length);
            bytes[at] = (byte)random.Next(256);
        }

        bytes = random.Next(4) == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes;
        try
        {
            foreach (var file in GridFiles.Open(new FileContent("damaged.nc", bytes, ""), new DateOnly(2024, 1, 1)))
            {
                foreach (var variable in file.Variables)
                {
                    variable.Read(0, Math.Min(2, variable.Times.Count));
                }
            }
        }
        catch (RejectedFileException)
        {
            // That is one of the two outcomes.
        }
    }
}
