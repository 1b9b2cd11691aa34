using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>Back-tests the candidates on what is known now and makes the best of them champion.</summary>
internal sealed class ChampionChoice(Database database, TimeProvider clock)
{
    /// <exception cref="UserFacingException">There are no data.</exception>
    public async Task<ChosenChampion> RunAsync(CancellationToken cancellationToken) =>
        await RunAsync(await KnownHistory.ReadAsync(database, cancellationToken), cancellationToken);

    public async Task<ChosenChampion> RunAsync(KnownHistory known, CancellationToken cancellationToken)
    {
        var scores = Training.Evaluate(
            known.Panel,
            await new LocationParents(database).HierarchyAsync(cancellationToken),
            cancellationToken
        );
        var (version, created) = await new ModelVersions(database, clock).PromoteAsync(
            Training.Draft(known.Panel, scores),
            known.Seen,
            cancellationToken
        );
        return new ChosenChampion(version, created, scores, known.Notices(clock.GetUtcNow()));
    }
}

/// <summary>The champion that was chosen.</summary>
/// <param name="Version">As registered.</param>
/// <param name="Created">False where the same model, trained on the same data, was registered before.</param>
/// <param name="Scores">How the candidates did.</param>
/// <param name="Notices">What is to be said of the times of the reports.</param>
internal sealed record ChosenChampion(ModelVersion Version, bool Created, ModelScores Scores, IReadOnlyList<string> Notices)
{
    public string Sentence =>
        $"{Version.Name} version {Version.Version} is champion{(Created ? "" : ", as before: nothing has changed")}. {Scores.Reason}";
}
