using System.Globalization;
using System.Net;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Formats;
using MalariaPredictor.Backend.Sources.Grids.Zones;

namespace MalariaPredictor.Backend.Sources.Chirps;

/// <summary>
/// The files of CHIRPS v3 on the server of the Climate Hazards Center: one for each day or month of the whole Earth, of which only the area
/// of the places is read.
/// </summary>
internal sealed class ChirpsServer(SourceHttp http, ChirpsSettings settings)
{
    private const int MonthsBack = 12;
    private const int MostRounds = 8;
    private static readonly int[] PentadEnds = [25, 20, 15, 10, 5];

    /// <summary>A final month.</summary>
    public static string Month(DateOnly month) => Invariant($"monthly/global/cogs/chirps-v3.0.{month:yyyy.MM}.cog");

    /// <summary>A final day.</summary>
    public string Day(DateOnly day) =>
        Invariant($"daily/final/{settings.Product}/cogs/{day:yyyy}/chirps-v3.0.{settings.Product}.{day:yyyy.MM.dd}.cog");

    /// <summary>A preliminary day. Satellites alone make it, whatever the product.</summary>
    public static string PreliminaryDay(DateOnly day) => Invariant($"daily/prelim/sat/{day:yyyy}/chirps-v3.0.prelim.{day:yyyy.MM.dd}.tif");

    /// <summary>The last day of the newest month that is final.</summary>
    /// <exception cref="UserFacingException">There was none for a year.</exception>
    public async Task<DateOnly> LastFinalAsync(bool monthly, DateOnly today, CancellationToken cancellationToken)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        for (var back = 1; back <= MonthsBack; back++)
        {
            var (first, last) = (month.AddMonths(-back), month.AddMonths(1 - back).AddDays(-1));
            if (await IsThereAsync(monthly ? Month(first) : Day(last), cancellationToken))
            {
                return last;
            }
        }

        throw new UserFacingException(
            $"{ChirpsSettings.Source}: {settings.Address} has no file of the last {MonthsBack} months.",
            "Check the address (url in the sources file) and the clock of this machine."
        );
    }

    /// <summary>The newest preliminary day after a day; null where there is none. They come by pentads.</summary>
    public async Task<DateOnly?> LastPreliminaryAsync(DateOnly after, DateOnly today, CancellationToken cancellationToken)
    {
        for (var month = new DateOnly(today.Year, today.Month, 1); month.AddMonths(1) > after; month = month.AddMonths(-1))
        {
            foreach (var end in PentadEnds.Prepend(DateTime.DaysInMonth(month.Year, month.Month)))
            {
                var day = new DateOnly(month.Year, month.Month, end);
                if (day > after && day < today && await IsThereAsync(PreliminaryDay(day), cancellationToken))
                {
                    return day;
                }
            }
        }

        return null;
    }

    public async Task<bool> IsThereAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await http.AnswerAsync(() => new HttpRequestMessage(HttpMethod.Head, At(path)), 0, cancellationToken, _ => false);
        return answer.IsSuccess
            || (
                answer.Status == HttpStatusCode.NotFound
                    ? false
                    : throw new UserFacingException($"{ChirpsSettings.Source}: {answer.Shown}", answer.Remedy)
            );
    }

    /// <summary>The area of a file as a GeoTIFF under a name that states its day or month; null where there is no such file.</summary>
    /// <exception cref="UserFacingException">It cannot be had.</exception>
    /// <exception cref="RejectedFileException">It is damaged, or something else.</exception>
    public async Task<byte[]?> CropAsync(string path, AreaBox area, string spare, CancellationToken cancellationToken)
    {
        using var file = await RemoteFile.OpenAsync(http, At(path), spare, cancellationToken);
        if (file is null)
        {
            return null;
        }

        var name = NameOf(path);
        for (var round = 0; round < MostRounds; round++)
        {
            using var crop = TiffCrop.Open(name, file.Content);
            if (crop is not null)
            {
                await file.BringAsync(crop.Stretches(area), cancellationToken);
                if (crop.Cut(area) is { } cut)
                {
                    return cut;
                }
            }

            // The directory of a file may lie anywhere in it.
            if (file.Missed is not { } missed)
            {
                break;
            }

            await file.BringAsync([(missed.Offset, Math.Max(missed.Length, RemoteFile.Block))], cancellationToken);
        }

        throw GridFile.Damaged(name, "it is no GeoTIFF, or a part of it cannot be read");
    }

    /// <summary>The published name, as a GeoTIFF's.</summary>
    public static string NameOf(string path) => Path.ChangeExtension(path[(path.LastIndexOf('/') + 1)..], ".tif");

    private Uri At(string path) => new($"{settings.Address.AbsoluteUri.TrimEnd('/')}/{path}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
