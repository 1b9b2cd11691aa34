using System.CommandLine;

namespace MalariaPredictor.Pipeline.Commands;

internal static class AbortCommand
{
    public static Command Create() =>
        ReconcileCommand.Create(
            "abort",
            """
            Undo what a killed command left unfinished, so that the release before serves. Refused once it is past its commit: then only a
            rollback goes back.

            Examples:
              ./pipeline abort
            """
        );
}
