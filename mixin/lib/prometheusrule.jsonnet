// All rules as an object of the Prometheus operator.
local mixin = import 'mixin.libsonnet';

{
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: 'redis-exporter' },
  spec: { groups: mixin.prometheusRules.groups + mixin.prometheusAlerts.groups },
}
