using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Schemas.Forms;

/// <summary>One key of a section.</summary>
/// <param name="name">As the file says it.</param>
/// <param name="required">True where it must not be left out.</param>
internal abstract class Key<T>(string name, bool required)
{
    public string Name => name;

    public bool Required => required;

    /// <returns>The section with what the file says of this key.</returns>
    public abstract T Read(YamlNode node, string at, T section, Complaints wrong);

    public abstract JsonObject Schema(T standard);
}

/// <param name="name">As the file says it.</param>
/// <param name="description">For people, with its unit.</param>
/// <param name="form">What its value may be.</param>
/// <param name="get">Where that is kept.</param>
/// <param name="with">Puts it there.</param>
/// <param name="required">True where it must not be left out.</param>
internal sealed class Key<T, TValue>(
    string name,
    string description,
    Form<TValue> form,
    Func<T, TValue> get,
    Func<T, TValue, T> with,
    bool required = false
) : Key<T>(name, required)
{
    public override T Read(YamlNode node, string at, T section, Complaints wrong) =>
        with(section, form.Read(node, at, get(section), wrong));

    public override JsonObject Schema(T standard)
    {
        var schema = new JsonObject { ["description"] = description };
        foreach (var (keyword, value) in form.Schema(get(standard)))
        {
            schema[keyword] = value?.DeepClone();
        }
        return schema;
    }
}
