// Dashboards, alerts and recording rules for Redis and Valkey, in the form of a Prometheus monitoring mixin.
(import 'config.libsonnet') +
(import 'rules/rules.libsonnet') +
(import 'alerts/alerts.libsonnet') +
(import 'dashboards/dashboards.libsonnet')
