using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Environments;

/// <summary>One number that an environment may set. What reads a file, what checks it and what tells editors of it is made from these.</summary>
/// <param name="Path">Its place in the file, with dots.</param>
/// <param name="Description">For people, with its unit.</param>
/// <param name="Minimum">The least it may be.</param>
/// <param name="Maximum">The most it may be.</param>
/// <param name="Whole">True for a count.</param>
/// <param name="Get">Where it is kept.</param>
/// <param name="With">Puts it there.</param>
internal sealed record Setting(
    string Path, string Description, double Minimum, double Maximum, bool Whole,
    Func<ReleaseTimings, double> Get, Func<ReleaseTimings, double, ReleaseTimings> With)
{
    public string Form => $"a {(Whole ? "whole " : "")}number from {Minimum} to {Maximum}";

    public bool Allows(double value) => value >= Minimum && value <= Maximum && (!Whole || double.IsInteger(value));
}
