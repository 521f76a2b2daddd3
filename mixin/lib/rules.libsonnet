// Builds groups of alerts and recording rules from data.
//
// Expressions and descriptions in the data are format strings: %(server)s and the like are replaced by the texts of
// context().
local number(x) = if std.floor(x) == x then '%d' % x else '%g' % x;
local names(labels) = if labels == null then null else std.join(', ', labels);
local further(selector) = if selector == '' then '' else selector + ', ';

// Returns the texts for format strings: all thresholds of the configuration, and the names below.
local context(config) = {
  // The prefix of the metrics, and label matchers: alone, or followed by further matchers.
  ns: config.namespace,
  s: config.selector,
  sAnd: further(config.selector),
  exporter: config.exporterSelector,
  exporterAnd: further(config.exporterSelector),
  cachePolicies: config.cachePolicies,
  ignoredCommands: config.ignoredCommands,
  ignoredErrors: config.ignoredErrors,

  // Labels of a server and of a deployment, for on() and by().
  server: names(std.prune([config.clusterLabel, config.jobLabel, config.instanceLabel])),
  deployment: names(config.deploymentLabels),

  // Labels of a server and of a deployment in descriptions.
  instance: '{{ $labels.%s }}' % config.instanceLabel,
  [if config.deploymentLabels != null then 'where']:
    names(['%s {{ $labels.%s }}' % [label, label] for label in config.deploymentLabels]),

  // Expressions that several rules share.
  memoryUsedRatio: '%(ns)s_memory_used_bytes{%(s)s} / (%(ns)s_memory_max_bytes{%(s)s} > 0)' % self,
  memoryLimit: '(%(ns)s_memory_max_bytes{%(s)s} > 0 or %(ns)s_total_system_memory_bytes{%(s)s})' % self,
  caches: '%(ns)s_instance_info{%(sAnd)smaxmemory_policy=~"%(cachePolicies)s"}' % self,
  local hits(range) = std.format('rate(%s_keyspace_hits_total{%s}[%s])', [self.ns, self.s, range]),
  local misses(range) = std.format('rate(%s_keyspace_misses_total{%s}[%s])', [self.ns, self.s, range]),
  local hitRatio(range) = '%s / (%s + %s)' % [hits(range), hits(range), misses(range)],
  lookups30m: '%s + %s' % [hits('30m'), misses('30m')],
  hitRatio5m: hitRatio('5m'),
  hitRatio30m: hitRatio('30m'),
  hitRatio1d: hitRatio('1d'),
} + {
  [name]: number(config.thresholds[name])
  for name in std.objectFields(config.thresholds)
};

// Returns a format string with its names replaced.
local fill(text, config) = text % context(config);

// Returns an expression that ends with a line end, so that YAML shows it as a block without escapes.
local expression(text, config) =
  local filled = fill(text, config);
  filled + if std.endsWith(filled, '\n') then '' else '\n';

{
  // Returns the group of the alerts of a subject, in the form of Prometheus. An alert with a field `needs` is left out
  // if the setting of this name is null.
  alerts(config, subject):: {
    name: '%s-%s' % [config.ruleGroups, subject.name],
    rules: [
      {
        alert: alert.alert,
        expr: expression(alert.expr, config),
        'for': alert['for'],
        [if 'keep_firing_for' in alert then 'keep_firing_for']: alert.keep_firing_for,
        labels: { severity: alert.severity },
        annotations: {
          summary: alert.summary,
          description: fill(alert.description, config),
          runbook_url: '%s%s.md' % [config.runbookUrl, std.asciiLower(alert.alert)],
        },
      }
      for alert in subject.alerts
      if !('needs' in alert) || config[alert.needs] != null
    ],
  },

  // Returns the group of recording rules, in the form of Prometheus.
  records(config, name, records):: {
    name: '%s-%s' % [config.ruleGroups, name],
    rules: [
      { record: fill(rule.record, config), expr: expression(rule.expr, config) }
      for rule in records
    ],
  },
}
