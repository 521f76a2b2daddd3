{
  name: 'availability',
  alerts: [
    {
      alert: 'RedisDown',
      severity: 'critical',
      'for': '1m',
      expr: '%(ns)s_up{%(s)s} == 0',
      summary: 'The server does not answer the exporter.',
      description: '%(instance)s has not answered the exporter for a minute, or has refused its login.',
    },
    {
      alert: 'RedisRestarted',
      severity: 'info',
      'for': '0m',
      expr: 'resets(%(ns)s_uptime_in_seconds{%(s)s}[10m]) > 0',
      summary: 'The server has restarted.',
      description: '%(instance)s has restarted within the last 10 minutes; restarts: {{ $value }}.',
    },
  ],
}
