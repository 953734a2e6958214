"""Whether the portal lives and is ready: for load balancers and operators."""

urlpatterns = []
