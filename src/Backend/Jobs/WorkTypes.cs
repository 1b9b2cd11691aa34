namespace MalariaPredictor.Backend.Jobs;

/// <summary>Every job there is.</summary>
internal static class WorkTypes
{
    public static IReadOnlyList<Type> All { get; } =
    [
        .. typeof(WorkTypes)
            .Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IBackgroundWork)))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];
}
