{
  name: 'clients',
  alerts: [
    {
      alert: 'RedisConnectionsRejected',
      severity: 'critical',
      'for': '0m',
      keep_firing_for: '5m',
      expr: 'increase(%(ns)s_rejected_connections_total{%(s)s}[5m]) > 0',
      summary: 'The server rejects connections because maxclients is reached.',
      description: '%(instance)s has rejected {{ $value | humanize }} connections within 5 minutes.',
    },
    {
      alert: 'RedisConnectionsHigh',
      severity: 'warning',
      'for': '5m',
      keep_firing_for: '10m',
      expr: |||
        %(ns)s_connected_clients{%(s)s}
          / ((%(ns)s_max_clients{%(s)s} or %(ns)s_config_maxclients{%(s)s}) > 0) > %(clientsRatioWarning)s
      |||,
      summary: 'The number of connections is near maxclients.',
      description: '{{ $value | humanizePercentage }} of the connections that %(instance)s permits are in use.',
    },
    {
      alert: 'RedisClientsBlocked',
      severity: 'info',
      'for': '15m',
      keep_firing_for: '10m',
      expr: '%(ns)s_blocked_clients{%(s)s} > %(blockedClientsWarning)s',
      summary: 'Many clients wait in blocking commands.',
      description: '{{ $value }} clients of %(instance)s wait in blocking commands such as BLPOP or XREAD.',
    },
    {
      alert: 'RedisOutputBufferDisconnects',
      severity: 'warning',
      'for': '0m',
      keep_firing_for: '10m',
      expr: 'increase(%(ns)s_client_output_buffer_limit_disconnections_total{%(s)s}[10m]) > 0',
      summary: 'The server disconnects clients that read their replies too slowly.',
      description: '%(instance)s has disconnected {{ $value | humanize }} clients within 10 minutes because their output buffers were full.',
    },
  ],
}
