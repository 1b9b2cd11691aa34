using MalariaPredictor.Pipeline.Contracts;

namespace MalariaPredictor.Pipeline.Gates;

/// <summary>
/// The release can run on the database as its migrations leave it, and so can the release that serves. Asked before anything is started.
/// </summary>
internal sealed class SchemaGate(Release release, Release? serving, DatabaseOutlook outlook) : IGate
{
    public const string Called = "schema";

    public string Name => Called;

    public string Judges => "the database, before and after the migrations, can be read by this release and by the one that serves";

    public Task<Verdict> JudgeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Objection() is { } objection ? Verdict.Fail(objection) : Verdict.Pass(Words()));

    private string? Objection()
    {
        if (outlook.Now.OldestReader > release.Schema.Max)
        {
            return $"the database has schema {outlook.Now.Version}, which only releases that know schema {outlook.Now.OldestReader} can "
                + $"read; this one knows {release.Schema.Max}. Deploy a newer one";
        }
        if (outlook.Version < release.Schema.Min)
        {
            return $"the database would have schema {outlook.Version}, and this release needs {release.Schema.Min} at least";
        }
        // Another database is none of the serving release's business.
        return serving is not null && serving.Database == release.Database && outlook.OldestReader > serving.Schema.Max
            ? $"after its migrations (schema {outlook.Now.Version} to {outlook.Version}) only releases that know schema "
                + $"{outlook.OldestReader} can read the database, and release {serving.Id}, which serves, "
                + $"knows {serving.Schema.Max}. Deploy first a release that knows {outlook.OldestReader}, and what the old one cannot read "
                + "after it"
            : null;
    }

    private string Words() =>
        outlook.Version == outlook.Now.Version
            ? $"the database has schema {outlook.Now.Version}; this release runs on {release.Schema.Min} to "
                + $"{release.Schema.Max} and later ones that releases knowing {outlook.OldestReader} can read"
            : $"the database goes from schema {outlook.Now.Version} to {outlook.Version}, "
                + $"which releases that know {outlook.OldestReader} can read";
}
