using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

/// <summary>ALTER …: tables action by action; of the rest, what gives something another name.</summary>
internal static class AlterRules
{
    private static readonly string[] Grown = ["SEQUENCE", "TYPE", "EXTENSION", "DEFAULT", "ROLE", "DATABASE"];

    public static void Judge(SqlReader statement, LintSubject subject)
    {
        statement.Take("ALTER");
        if (statement.Take("TABLE"))
        {
            Table(statement, subject);
            return;
        }
        if (statement.Rest.Any(token => token.Is("RENAME")) && !statement.Is("INDEX"))
        {
            subject.Object(LintRule.RenameTable, $"what the running release knows as {statement.Next.Text} has another name then");
        }
        else if (
            !statement.Is("INDEX")
            && !(
                Grown.Any(word => statement.Is(word))
                && statement.Rest.Any(token => token.Is("ADD") || token.Is("OWNED") || token.Is("OWNER"))
            )
        )
        {
            subject.Object(LintRule.NotUnderstood, $"nobody can tell by reading it what ALTER {statement.Next.Text} does");
        }
    }

    private static void Table(SqlReader statement, LintSubject subject)
    {
        statement.Take("IF", "EXISTS");
        statement.Take("ONLY");
        var table = statement.Name(subject.Dialect);
        statement.Take("*");
        var shared = subject.IsShared(table);
        foreach (var action in statement.Parts())
        {
            Action(new SqlReader(action), table, shared, subject);
        }
    }

    private static void Action(SqlReader action, string table, bool shared, LintSubject subject)
    {
        if (!action.Is("VALIDATE")) // It alone lets everyone go on reading and writing.
        {
            subject.Locks(table);
        }
        foreach (var referenced in CreateRules.References(new SqlReader([.. action.Rest]), subject.Dialect))
        {
            subject.Locks(referenced);
        }
        if (action.Is("RENAME", "TO") && !shared)
        {
            action.Take("RENAME", "TO");
            subject.Made(action.Name(subject.Dialect));
        }
        else if (shared)
        {
            TableActionRules.Judge(action, table, subject);
        }
    }
}
