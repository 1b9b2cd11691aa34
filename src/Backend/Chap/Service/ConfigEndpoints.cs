namespace MalariaPredictor.Backend.Chap.Service;

/// <summary><c>/api/v1/configs</c>: what users chose.</summary>
internal static class ConfigEndpoints
{
    private const string Path = "/api/v1/configs";

    public static void MapConfigs(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path);
        group.MapGet("/$schema", () => TypedResults.Ok(ConfigSchema.Document()));
        group.MapGet("/", (ChapWorkbench workbench) => TypedResults.Ok(workbench.Configs.All.Select(stored => stored.Config)));
        group.MapGet(
            "/{id}",
            IResult (string id, ChapWorkbench workbench) =>
                workbench.Configs.TryGet(id, out var stored) ? TypedResults.Ok(stored.Config) : Unknown(id)
        );
        group.MapPost("/", Create);
        group.MapDelete(
            "/{id}",
            IResult (string id, ChapWorkbench workbench) => workbench.Configs.Remove(id) ? TypedResults.NoContent() : Unknown(id)
        );
    }

    public static IResult Unknown(string id, int status = StatusCodes.Status404NotFound) =>
        TypedResults.Problem(
            statusCode: status,
            title: "Unknown configuration",
            detail: $"There is no configuration '{id}'. POST {Path} makes one."
        );

    private static IResult Create(ConfigIn sent, ChapWorkbench workbench) =>
        ServiceProblems.Told(() =>
        {
            var (config, options) = ConfigOut.Of(sent, workbench.Now);
            workbench.Configs.Put(config.Id, new StoredConfig(config, options));
            return TypedResults.Created($"{Path}/{config.Id}", config);
        });
}
