namespace LiveOps.AppHost;
