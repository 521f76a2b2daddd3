local rules = import '../lib/rules.libsonnet';

local subjects = [
  import 'availability.libsonnet',
  import 'memory.libsonnet',
  import 'clients.libsonnet',
  import 'replication.libsonnet',
  import 'cluster.libsonnet',
  import 'sentinel.libsonnet',
  import 'persistence.libsonnet',
  import 'commands.libsonnet',
  import 'keys.libsonnet',
  import 'streams.libsonnet',
  import 'security.libsonnet',
  import 'exporter.libsonnet',
];

{
  prometheusAlerts+:: {
    groups+: [rules.alerts($._config, subject) for subject in subjects],
  },
}
