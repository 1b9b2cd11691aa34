using Spectre.Console;

namespace MalariaPredictor.Pipeline.Setup.Things;

/// <summary>A setup for people: the plan, a line for each thing; then what was done, a line for each thing that was touched.</summary>
internal sealed class SetupLines(IAnsiConsole screen)
{
    public void Section(SetupSection section) => screen.MarkupLineInterpolated($"[bold]{section.Title}[/]");

    public void Planned(SetupEntry entry)
    {
        var (colour, mark, words) = entry.Standing switch
        {
            Standing.AsWanted => ("grey", "=", ""),
            Standing.Missing => ("green", "+", "is to be made"),
            Standing.Differs => ("yellow", "~", "is to be changed"),
            Standing.Held => ("red", "!", "is held"),
            _ => ("grey", "-", "is left out"),
        };
        screen.MarkupLineInterpolated($"  [{colour}]{mark}[/] {entry.Name}{(words.Length == 0 ? "" : " ")}[{colour}]{words}[/]");
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
        var of = document.Things.CountBy(thing => thing.Standing).ToDictionary();
        var (make, change, held) = (
            of.GetValueOrDefault(Standing.Missing),
            of.GetValueOrDefault(Standing.Differs),
            of.GetValueOrDefault(Standing.Held)
        );
        var asWanted = document.Things.Count - make - change - held;
        screen.WriteLine(
            document.Outcome switch
            {
                SetupDocument.Planned => $"Plan: {make} to make, {change} to change, {held} held, {asWanted} need nothing.",
                SetupDocument.NothingToDo => $"Nothing to do: {asWanted} things are as they should be.",
                SetupDocument.Held => $"Held: {held}. Besides, {make} made, {change} changed, {asWanted} needed nothing.",
                _ => $"Done: {make} made, {change} changed, {asWanted} needed nothing.",
            }
        );
    }
}
