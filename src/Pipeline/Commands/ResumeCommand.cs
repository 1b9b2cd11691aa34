using System.CommandLine;

namespace MalariaPredictor.Pipeline.Commands;

internal static class ResumeCommand
{
    public static Command Create() =>
        ReconcileCommand.Create(
            "resume",
            """
            Recover after a killed command: finish an operation that was committed, undo one that was not. Every other command
            that changes something does this first; this one does only this. A host that was killed is started again.

            Examples:
              ./pipeline resume
            """
        );
}
