using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Controllers;

internal sealed class GarbageController(Deletes deletes) : IController
{
    public void Reconcile(ObjectStore store) => deletes.CollectGarbage();
}
