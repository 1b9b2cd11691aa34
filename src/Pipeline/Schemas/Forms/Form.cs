using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Pipeline.Schemas.Forms;

/// <summary>
/// What may stand at a place of an environment file. One description reads the file, says what is wrong with it and where, and tells editors
/// of it as JSON schema; so the three cannot differ.
/// </summary>
internal abstract class Form<T>
{
    /// <summary>What it takes, for a message: "a number from 0 to 1".</summary>
    public abstract string Takes { get; }

    /// <param name="node">What stands there.</param>
    /// <param name="at">The place's name, with dots.</param>
    /// <param name="before">What holds where the file says nothing, and stands in where it is wrong.</param>
    /// <param name="wrong">Told what is wrong.</param>
    public abstract T Read(YamlNode node, string at, T before, Complaints wrong);

    /// <param name="standard">What holds where the file says nothing.</param>
    public abstract JsonObject Schema(T standard);
}
