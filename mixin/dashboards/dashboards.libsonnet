{
  local common = (import 'common.libsonnet')($._config),

  grafanaDashboards+::
    (import 'overview.libsonnet')(common) +
    (import 'instance.libsonnet')(common) +
    (import 'replication.libsonnet')(common) +
    (import 'cluster.libsonnet')(common) +
    (import 'keys.libsonnet')(common) +
    (import 'exporter.libsonnet')(common),
}
