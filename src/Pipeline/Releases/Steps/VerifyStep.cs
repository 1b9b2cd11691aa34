namespace MalariaPredictor.Pipeline.Releases.Steps;

/// <summary>Asks the new slot itself, before it takes any traffic: is it what it should be, and are its forecasts sane?</summary>
internal sealed class VerifyStep(StepContext context) : IReleaseStep
{
    private bool _passed;

    public string Name => StepNames.Verify;

    public string Intent => $"verify that it reports release {context.To.Id} and its commit, and that its forecasts are finite, monotone and not negative";

    public Task<bool> IsDoneAsync(CancellationToken cancel) => Task.FromResult(_passed);

    public async Task<string> ActAsync(CancellationToken cancel)
    {
        var objection = "it was not asked";
        var found = await Wait.ForAsync(async () =>
        {
            objection = await ReportedVersion.ObjectionAsync(context, cancel);
            if (objection is not null)
                return null;
            var answer = await context.Target.AskAsync(context.Slot, "/api/v1/forecasts", cancel);
            if (answer.Status != 200)
            {
                objection = $"/api/v1/forecasts answers {answer.Status}";
                return null;
            }

            (var locations, var quantiles, objection) = ForecastSanity.Judge(answer.Body);
            return objection is null ? $"reports its release and commit; {quantiles} quantiles of {locations} locations are sane" : null;
        }, context.Timings.Verify, context.Timings.LookEvery, context.Time, cancel);
        if (found is null)
            throw await SlotFailure.CreateAsync(context, objection ?? "it did not answer", cancel);
        _passed = true;
        return found;
    }

    public Task UndoAsync(CancellationToken cancel) => Task.CompletedTask;
}
