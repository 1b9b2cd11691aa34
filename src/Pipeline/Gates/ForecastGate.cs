using System.ComponentModel;
using System.Text.Json.Serialization;
using MalariaPredictor.Pipeline.Schemas;

namespace MalariaPredictor.Pipeline.Gates;

[Choice("forecasts")]
[Description("The forecasts of every location are finite, monotone and not negative.")]
internal sealed record ForecastSpec : IGateSpec
{
    [JsonIgnore]
    public string Name => "forecasts";

    public IGate Create(GateSubject subject, TimeProvider time) => new ForecastGate(subject);
}

/// <summary>The slot's forecasts are sane for every location.</summary>
internal sealed class ForecastGate(GateSubject subject) : IGate
{
    public string Name => "forecasts";

    public string Judges => "the forecasts of every location are finite, monotone and not negative";

    public async Task<Verdict> JudgeAsync(CancellationToken cancellationToken)
    {
        var answer = await subject.AskNewAsync(Sample.Forecasts, cancellationToken);
        if (answer.Status != 200)
        {
            return Verdict.Hold($"{Sample.Forecasts} answers {answer.Status}");
        }
        var (locations, quantiles, objection) = ForecastSanity.Judge(answer.Body);
        return objection is null ? Verdict.Pass($"{quantiles} quantiles of {locations} locations are sane") : Verdict.Fail(objection);
    }
}
