using System.Globalization;
using MalariaPredictor.Forecasting.Nowcasts;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Nowcasts;

/// <summary>
/// The final counts expected of the newest periods, as of what was known at one time; a pure function of that. Empty where estimating is
/// off, which <see cref="Sentence"/> gives the reason of.
/// </summary>
public sealed class CaseNowcast
{
    private readonly Nowcast _nowcast;
    private readonly PeriodType _type;

    private CaseNowcast(Nowcast nowcast, PeriodType type, ILookup<string, EstimatedCases> estimates) =>
        (_nowcast, _type, Estimates) = (nowcast, type, estimates);

    /// <summary>Whether forecasts start from estimates.</summary>
    public bool On => _nowcast.State == NowcastState.On;

    /// <summary>Whether, or why not.</summary>
    public NowcastState State => _nowcast.State;

    /// <summary>In how many periods reports of cases came.</summary>
    public int Vintages => _nowcast.Vintages;

    /// <summary>How estimates did in the past; null where none could be made.</summary>
    public NowcastReplay? Replay => _nowcast.Replay;

    /// <summary>By place, earliest period first.</summary>
    public ILookup<string, EstimatedCases> Estimates { get; }

    /// <summary>Whether estimates are used, with the figures that decided it.</summary>
    public string Sentence =>
        _nowcast.State switch
        {
            NowcastState.On => $"Nowcast on: {Counts} {(Total == 1 ? "is" : "are")} estimated, as late reports are still to come. {Error}",
            NowcastState.NotLate => "Nowcast off: counts grow by less than 1 % after they are first known.",
            NowcastState.NotBetter => $"Nowcast off: estimates were not nearer to the final counts than the counts known then. {Error}",
            _ when Replay is { } replay =>
                $"Nowcast off: estimates can be compared with final counts as of {Periods(replay.Origins)} only; "
                    + $"it takes {Nowcast.FewestOrigins}.",
            _ when Vintages >= Nowcast.FewestVintages =>
                "Nowcast off: too few counts are known as of one period and as of the next to learn how " + "they grow.",
            _ => $"Nowcast off: reports of cases came in {Periods(Vintages)}; it takes {Nowcast.FewestVintages} to learn how counts grow.",
        };

    internal static CaseNowcast Off(int vintages, PeriodType type) =>
        new(Nowcast.None(vintages), type, Array.Empty<EstimatedCases>().ToLookup(_ => ""));

    internal static CaseNowcast Of(CaseVintages vintages)
    {
        var nowcast = Nowcast.Of(vintages.Triangle);
        return new CaseNowcast(
            nowcast,
            vintages.First.Type,
            nowcast.Estimates.ToLookup(
                one => vintages.Locations[one.Location],
                one => new EstimatedCases(vintages.First.Plus(one.Period), one.Known, one.Final),
                StringComparer.Ordinal
            )
        );
    }

    /// <summary>
    /// The panel with the estimates in place of the counts they are estimated from; the very panel where there are none. Species grow
    /// as all cases do.
    /// </summary>
    public Panel Apply(Panel reported)
    {
        var changes = Variables.Species.Where(reported.Has).Prepend(Variables.Cases).ToDictionary(name => name, _ => new List<Change>());
        for (var location = 0; location < reported.Locations.Count && Estimates.Count > 0; location++)
        {
            foreach (var estimate in Estimates[reported.Locations[location]])
            {
                var index = estimate.Period.Ordinal - reported.First.Ordinal;
                if (index < 0 || index >= reported.Count || reported.Series(location, Variables.Cases)[index] != estimate.Reported)
                {
                    continue;
                }

                foreach (var (variable, list) in changes)
                {
                    var value = reported.Series(location, variable)[index];
                    var grown = value * (estimate.Final.Median / estimate.Reported);
                    list.Add(new Change(location, estimate.Period, value == Math.Floor(value) ? Math.Round(grown) : grown));
                }
            }
        }

        return changes[Variables.Cases].Count == 0
            ? reported
            : changes.Aggregate(
                reported,
                (panel, change) => panel.With(change.Key, change.Value.Select(one => (one.Location, one.Period, one.Value)))
            );
    }

    private int Total => Estimates.Sum(place => place.Count());

    private string Counts => Total == 1 ? "1 count" : string.Create(CultureInfo.InvariantCulture, $"{Total:#,0} counts");

    private string Error =>
        Replay is not { } replay
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Replayed as of {Periods(replay.Origins)}, {replay.Counts:#,0} counts: error {replay.Error:0.000}, "
                    + $"of the counts known then {replay.RawError:0.000} (mean absolute, of log(1 + cases)); "
                    + $"{replay.Coverage80:P0} of the final counts were within the 80 % interval."
            );

    private string Periods(int count) => $"{count} {(_type == PeriodType.Month ? "month" : "week")}{(count == 1 ? "" : "s")}";

    private readonly record struct Change(int Location, Period Period, double Value);
}

/// <summary>Cases that are expected to grow.</summary>
/// <param name="Period">The period they were in.</param>
/// <param name="Reported">The cases known.</param>
/// <param name="Final">The cases expected in the end.</param>
public sealed record EstimatedCases(Period Period, double Reported, FinalCount Final);

/// <summary>A nowcast as JSON.</summary>
/// <param name="On">Whether forecasts start from estimates.</param>
/// <param name="Statement">Whether, or why not, with the figures that decided it.</param>
/// <param name="Vintages">In how many periods reports of cases came.</param>
/// <param name="Replay">How estimates did in the past; null where none could be made.</param>
/// <param name="Estimates">The counts that were estimated.</param>
public sealed record NowcastDocument(
    bool On,
    string Statement,
    int Vintages,
    NowcastReplay? Replay,
    IReadOnlyList<EstimateDocument> Estimates
)
{
    public static NowcastDocument Of(CaseNowcast nowcast) =>
        new(
            nowcast.On,
            nowcast.Sentence,
            nowcast.Vintages,
            nowcast.Replay,
            [
                .. nowcast
                    .Estimates.OrderBy(place => place.Key, StringComparer.Ordinal)
                    .SelectMany(place => place.Select(one => EstimateDocument.Of(place.Key, one))),
            ]
        );
}

/// <summary>A count that was estimated: its median and its 10 % and 90 % quantiles, cases.</summary>
public sealed record EstimateDocument(string Location, string Period, double Reported, double Median, double Lower, double Upper)
{
    public static EstimateDocument Of(string location, EstimatedCases estimate) =>
        new(location, estimate.Period.ToString(), estimate.Reported, estimate.Final.Median, estimate.Final.Lower, estimate.Final.Upper);
}
