using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace MalariaPredictor.Forecasting.Tests;

/// <summary>The library's public API is a committed text: a change of it is seen, and meant.</summary>
public sealed partial class PublicApiTests
{
    [Fact]
    public void The_public_API_is_the_one_committed()
    {
        string[] actual =
        [
            .. typeof(QuantileForecast)
                .Assembly.GetExportedTypes()
                .OrderBy(type => type.FullName, StringComparer.Ordinal)
                .SelectMany(Lines),
        ];
        var found = Path.Combine(AppContext.BaseDirectory, "PublicApi.actual.txt");
        File.WriteAllText(found, string.Join('\n', actual) + "\n");
        var committed = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "PublicApi.txt"));

        actual
            .SequenceEqual(committed, StringComparer.Ordinal)
            .ShouldBeTrue(
                $"The public API changed.\nNew:\n{string.Join('\n', actual.Except(committed, StringComparer.Ordinal))}\n"
                    + $"Gone:\n{string.Join('\n', committed.Except(actual, StringComparer.Ordinal))}\n"
                    + $"If that is meant, copy {found} over tests/Forecasting.Tests/PublicApi.txt and commit it."
            );
    }

    private static IEnumerable<string> Lines(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var kind =
            type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsSealed ? "sealed class"
            : "class";
        return type.GetMembers(Declared)
            .Where(member => member is not MethodInfo { IsSpecialName: true } || member.Name.StartsWith("op_", StringComparison.Ordinal))
            .Where(member => member.GetCustomAttribute<CompilerGeneratedAttribute>() is null && member.Name != "value__")
            .Select(member => $"  {Text(member)}")
            .Order(StringComparer.Ordinal)
            .Prepend($"{kind} {type.FullName}");
    }

    private static string Text(MemberInfo member) =>
        member switch
        {
            PropertyInfo property =>
                $"{Short(property)} {{ {string.Join(' ', property.GetAccessors().Select(accessor => $"{accessor.Name.Split('_')[0]};"))} "
                    + "}}",
            FieldInfo { IsLiteral: true } field => $"{field.Name} = {field.GetRawConstantValue()}",
            _ => Short(member),
        };

    /// <summary>A member's signature without the namespaces.</summary>
    private static string Short(MemberInfo member) => Namespaces().Replace($"{member}", "");

    [GeneratedRegex(@"\b(?:[A-Za-z]+\.)+(?=[A-Z])")]
    private static partial Regex Namespaces();
}
