using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Storage;
using Microsoft.AspNetCore.Mvc;

namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>
/// <c>POST /api/v1/ml/$train</c> and <c>$predict</c>: the data are checked at once, so that what is wrong with them is the answer; the work
/// becomes a job.
/// </summary>
internal static class MlEndpoints
{
    /// <summary>A country's history may be long: 5,000 places × 20 years of months with six columns are about 70 MB.</summary>
    private const long LargestBody = 256L << 20;

    public static void MapMl(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/ml").WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        group.MapPost("/$train", Train);
        group.MapPost("/$predict", Predict);
    }

    private static IResult Train(TrainRequest request, HttpContext context, ChapWorkbench workbench, JobQueue queue) =>
        ServiceProblems.Told(() =>
        {
            if (!workbench.Configs.TryGet(request.ConfigId ?? "", out var config))
            {
                return ConfigEndpoints.Unknown(request.ConfigId ?? "", StatusCodes.Status400BadRequest);
            }

            var file = Checked(Frame.Observed(request.Data, "data", context.RequestAborted), workbench);
            return Accepted(
                context,
                queue.Submit(
                    "Training submitted.",
                    (id, started, stop) =>
                    {
                        var model = ChapTraining.Train(ChapPanel.Of(file), config.Options, stop);
                        return new Artifact(id, null, config.Config.Id, started, workbench.Now, model, null);
                    }
                )
            );
        });

    private static IResult Predict(PredictRequest request, HttpContext context, ChapWorkbench workbench, JobQueue queue) =>
        ServiceProblems.Told(() =>
        {
            if (!workbench.Artifacts.TryGet(request.ArtifactId ?? "", out var trained) || trained.Prediction is not null)
            {
                return ServiceProblems.Bad(
                    "Unknown model",
                    $"'{request.ArtifactId}' is no trained model. It may still be in training (GET /api/v1/jobs), or have made room for "
                        + "newer ones: POST /api/v1/ml/$train."
                );
            }

            var historic = Checked(Frame.Observed(request.Historic, "historic", context.RequestAborted), workbench);
            var future = Checked(Frame.Ahead(request.Future, "future", context.RequestAborted), workbench);
            return Accepted(
                context,
                queue.Submit(
                    "Prediction submitted.",
                    (id, started, _) =>
                    {
                        var prediction = ChapPrediction.Of(trained.Model, historic, future);
                        return new Artifact(id, trained.Id, trained.ConfigId, started, workbench.Now, trained.Model, prediction);
                    }
                )
            );
        });

    private static IResult Accepted(HttpContext context, Submitted? submitted) =>
        submitted is null ? ServiceProblems.Busy(context) : TypedResults.Accepted($"/api/v1/jobs/{submitted.JobId}", submitted);

    private static ChapFile Checked(ChapFile file, ChapWorkbench workbench) =>
        file.Observations.PeriodType == workbench.Periods
            ? file
            : throw new UserFacingException(
                $"{file.Name} has {file.Observations.PeriodType.Plural()}, and this service forecasts {workbench.Periods.Plural()}.",
                $"Start one for them: malaria-predictor chap serve --periods {file.Observations.PeriodType.Plural()}."
            );
}

/// <summary>What CHAP sends to train. Shapes (geo) and run_info are accepted and not needed.</summary>
public sealed record TrainRequest(string? ConfigId, Frame? Data);

/// <summary>What CHAP sends to predict.</summary>
public sealed record PredictRequest(string? ArtifactId, Frame? Historic, Frame? Future);
