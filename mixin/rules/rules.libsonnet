local rules = import '../lib/rules.libsonnet';

// Names say at which level the series stand, of which metric they are, and how they were computed.
local records = [
  {
    record: 'instance:%(ns)s_memory_used:ratio',
    expr: '%(memoryUsedRatio)s',
  },
  {
    record: 'instance:%(ns)s_keyspace_hits:ratio_rate5m',
    expr: '%(hitRatio5m)s',
  },
  {
    record: 'instance:%(ns)s_commands_processed:rate5m',
    expr: 'rate(%(ns)s_commands_processed_total{%(s)s}[5m])',
  },
  {
    record: 'instance_cmd:%(ns)s_commands:rate5m',
    expr: 'rate(%(ns)s_commands_total{%(s)s}[5m])',
  },
  {
    record: 'instance_cmd:%(ns)s_commands_duration_seconds:mean5m',
    expr: |||
      rate(%(ns)s_commands_duration_seconds_total{%(s)s}[5m])
        / (rate(%(ns)s_commands_total{%(s)s}[5m]) > 0)
    |||,
  },
  {
    record: 'instance_cmd:%(ns)s_commands_latency_seconds:p50_5m',
    expr: 'histogram_quantile(0.5, rate(%(ns)s_commands_latencies_usec_bucket{%(s)s}[5m])) / 1e6',
  },
  {
    record: 'instance_cmd:%(ns)s_commands_latency_seconds:p99_5m',
    expr: 'histogram_quantile(0.99, rate(%(ns)s_commands_latencies_usec_bucket{%(s)s}[5m])) / 1e6',
  },
];

{
  prometheusRules+:: {
    groups+: [rules.records($._config, 'rules', records)],
  },
}
