using System.CommandLine;

namespace MalariaPredictor.Pipeline.Commands;

internal static class ResumeCommand
{
    public static Command Create() =>
        ReconcileCommand.Create(
            "resume",
            """
            Put in order what a killed command left: finish an operation that was committed, undo one that was not. Every other command
            that changes something does this first; this one does only this. A host that was killed is started again.

            Examples:
              ./pipeline resume
            """
        );
}
