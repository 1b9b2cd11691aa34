using MalariaPredictor.Pipeline.Terminal;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Setup.Resources;

/// <summary>
/// Looks at everything, then creates what is missing and fixes what differs, one resource after the other, each looked at again just
/// before and just after. Nothing is remembered: a run that was cut off is resumed by the next, since that looks again.
/// </summary>
internal sealed class SetupRun(IReadOnlyList<SetupSection> sections, SetupLines lines)
{
    private readonly List<(SetupSection Section, IResource Resource, SetupEntry Entry)> _all = [];

    /// <summary>Changes nothing.</summary>
    public async Task<SetupDocument> PlanAsync(CancellationToken cancellationToken)
    {
        foreach (var section in sections)
        {
            if (section.Check is { } check)
            {
                await check(cancellationToken);
            }
        }
        foreach (var section in sections)
        {
            lines.Section(section);
            foreach (var resource in section.Resources)
            {
                var status = await resource.ObserveAsync(cancellationToken);
                var entry = new SetupEntry(section.Area, section.Environment, resource.Name, status.Drift, status.Details);
                _all.Add((section, resource, entry));
                lines.Planned(entry);
            }
        }
        return Document(SetupDocument.Planned);
    }

    /// <summary>Carries out what the plan has found to do. A resource that is held lets the others go on; a failure stops.</summary>
    public async Task<SetupDocument> ApplyAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < _all.Count; i++)
        {
            var (section, resource, entry) = _all[i];
            try
            {
                Note(i, await BringAsync(resource, entry, cancellationToken));
            }
            catch (HeldException held)
            {
                Note(i, entry with { Drift = Drift.Held, Details = [held.Message, held.Remedy], Result = SetupEntry.HeldBack });
            }
            catch (UserFacingException failure)
            {
                Note(i, entry with { Result = SetupEntry.Failed });
                for (var later = i + 1; later < _all.Count; later++)
                {
                    _all[later] = _all[later] with { Entry = _all[later].Entry with { Result = SetupEntry.NotAttempted } };
                }
                throw new SetupFailure(Document(SetupDocument.Failed), $"{section.Title}: {resource.Name}: {failure.Message}", failure);
            }
        }
        return Document(
            _all.Any(one => one.Entry.Drift == Drift.Held) ? SetupDocument.Held
            : _all.Any(one => one.Entry.Result is not null) ? SetupDocument.Applied
            : SetupDocument.NothingToDo
        );
    }

    private static async Task<SetupEntry> BringAsync(IResource resource, SetupEntry entry, CancellationToken cancellationToken)
    {
        var before = await resource.ObserveAsync(cancellationToken);
        if (!before.ToDo)
        {
            return entry with
            {
                Drift = before.Drift,
                Details = before.Details,
                Result = before.Drift == Drift.Held ? SetupEntry.HeldBack : null,
            };
        }
        await resource.MakeAsync(cancellationToken);
        var after = await resource.ObserveAsync(cancellationToken);
        if (after.Drift != Drift.AsWanted)
        {
            throw new UserFacingException(
                $"it was applied, and is not as it should be: {after.Drift} {string.Join("; ", after.Details)}",
                "Look who else changes it."
            );
        }
        return entry with
        {
            Drift = before.Drift,
            Details = before.Details,
            Result = before.Drift == Drift.Missing ? SetupEntry.Made : SetupEntry.Changed,
        };
    }

    private void Note(int index, SetupEntry entry)
    {
        _all[index] = _all[index] with { Entry = entry };
        lines.Applied(entry);
    }

    private SetupDocument Document(string outcome) => new(outcome, [.. _all.Select(one => one.Entry)]);
}

/// <summary>Resources that belong together, in the order in which they are made.</summary>
/// <param name="Area">Such as kubernetes.</param>
/// <param name="Environment">Which they are for; null where all environments share them.</param>
/// <param name="Resources">In order: what stands on another comes after it.</param>
/// <param name="Check">Fails where it is known beforehand that whoever runs this may not do it.</param>
internal sealed record SetupSection(
    string Area,
    string? Environment,
    IReadOnlyList<IResource> Resources,
    Func<CancellationToken, Task>? Check = null
)
{
    public string Title => Environment is null ? Area : $"{Area}, {Environment}";
}

/// <summary>
/// A setup for people: the plan, a line for each resource; then what was done, a line for each resource that was touched.
/// </summary>
internal sealed class SetupLines(IAnsiConsole screen)
{
    public void Section(SetupSection section) => screen.MarkupLineInterpolated($"[bold]{section.Title}[/]");

    public void Planned(SetupEntry entry)
    {
        var (color, mark, words) = entry.Drift switch
        {
            Drift.AsWanted => ("grey", "=", ""),
            Drift.Missing => ("green", "+", "will be created"),
            Drift.Differs => ("yellow", "~", "will be changed"),
            Drift.Held => ("red", "!", "is held"),
            _ => ("grey", "-", "is left out"),
        };
        screen.MarkupLineInterpolated($"  [{color}]{mark}[/] {entry.Name}{(words.Length == 0 ? "" : " ")}[{color}]{words}[/]");
        foreach (var detail in entry.Details)
        {
            screen.MarkupLineInterpolated($"      {detail}");
        }
    }

    public void Applied(SetupEntry entry)
    {
        switch (entry.Result)
        {
            case SetupEntry.Made or SetupEntry.Changed:
                screen.MarkupLineInterpolated($"[green]✓[/] {entry.Name} {entry.Result}");
                break;
            case SetupEntry.HeldBack:
                screen.MarkupLineInterpolated($"[yellow]![/] {entry.Name} is held: {string.Join(" → ", entry.Details)}");
                break;
            case SetupEntry.Failed:
                screen.MarkupLineInterpolated($"[red]✗[/] {entry.Name}");
                break;
        }
    }

    public void NothingChanged() => screen.WriteLine("Nothing was changed.");

    public void Sum(SetupDocument document)
    {
        var of = document.Resources.CountBy(resource => resource.Drift).ToDictionary();
        var (make, change, held) = (
            of.GetValueOrDefault(Drift.Missing),
            of.GetValueOrDefault(Drift.Differs),
            of.GetValueOrDefault(Drift.Held)
        );
        var asWanted = document.Resources.Count - make - change - held;
        screen.WriteLine(
            document.Outcome switch
            {
                SetupDocument.Planned => $"Plan: {make} to create, {change} to change, {held} held, {asWanted} need nothing.",
                SetupDocument.NothingToDo => $"Nothing to do: {asWanted} resources are as they should be.",
                SetupDocument.Held => $"Held: {held}. Besides, {make} created, {change} changed, {asWanted} needed nothing.",
                _ => $"Done: {make} created, {change} changed, {asWanted} needed nothing.",
            }
        );
    }
}
