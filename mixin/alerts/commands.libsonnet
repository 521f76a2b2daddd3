{
  name: 'commands',
  alerts: [
    {
      alert: 'RedisCommandsSlow',
      severity: 'warning',
      'for': '10m',
      keep_firing_for: '10m',
      expr: |||
        rate(%(ns)s_commands_duration_seconds_total{%(sAnd)scmd!~"%(ignoredCommands)s"}[5m])
          / rate(%(ns)s_commands_total{%(sAnd)scmd!~"%(ignoredCommands)s"}[5m]) > %(commandSecondsWarning)s
      |||,
      summary: 'Calls of a command are slow on average.',
      description: 'A call of {{ $labels.cmd }} on %(instance)s lasts {{ $value | humanizeDuration }} on average.',
    },
    {
      alert: 'RedisCommandLatencyHigh',
      severity: 'warning',
      'for': '10m',
      keep_firing_for: '10m',
      expr: |||
        histogram_quantile(%(latencyQuantile)s, rate(%(ns)s_commands_latencies_usec_bucket{%(sAnd)scmd!~"%(ignoredCommands)s"}[5m])) / 1e6
          > %(latencySecondsWarning)s
          and on (%(server)s, cmd) rate(%(ns)s_commands_total{%(s)s}[5m]) > %(latencyCallsPerSecondMin)s
      |||,
      summary: 'The latency of a command misses its objective.',
      description: 'The %(latencyQuantile)s quantile of the latency of {{ $labels.cmd }} on %(instance)s is {{ $value | humanizeDuration }}.',
    },
    {
      alert: 'RedisErrorsRising',
      severity: 'warning',
      'for': '10m',
      keep_firing_for: '10m',
      expr: |||
        rate(%(ns)s_errors_total{%(sAnd)serr!~"%(ignoredErrors)s"}[10m]) > %(errorsPerSecondWarning)s
          and rate(%(ns)s_errors_total{%(s)s}[10m]) > %(errorsRiseWarning)s * rate(%(ns)s_errors_total{%(s)s}[1d])
      |||,
      summary: 'The server replies with many more errors than usual.',
      description: '%(instance)s replies with {{ $value | humanize }} {{ $labels.err }} errors per second, more than %(errorsRiseWarning)s times the mean of the last day.',
    },
  ],
}
