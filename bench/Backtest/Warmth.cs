using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Models.Simple;

namespace MalariaPredictor.Backtest;

/// <summary>Lets the just-in-time compiler finish before anything is measured.</summary>
internal static class Warmth
{
    public static void Reach()
    {
        var panel = SyntheticPanel.Of(30, 60);
        for (var i = 0; i < 40; i++)
        {
            RollingOrigin.Evaluate(panel, Baselines.All);
        }
    }
}
