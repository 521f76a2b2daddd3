{
  name: 'sentinel',
  alerts: [
    {
      alert: 'RedisSentinelQuorumLost',
      severity: 'critical',
      'for': '1m',
      keep_firing_for: '2m',
      expr: 'max by (%(server)s, master_name) (%(ns)s_sentinel_master_ckquorum_status{%(s)s}) == 0',
      summary: 'Too few sentinels are reachable for a failover.',
      description: 'The sentinel %(instance)s cannot reach enough sentinels for a failover of {{ $labels.master_name }}.',
    },
    {
      alert: 'RedisSentinelTilt',
      severity: 'warning',
      'for': '0m',
      keep_firing_for: '10m',
      expr: '%(ns)s_sentinel_tilt{%(s)s} == 1',
      summary: 'A sentinel is in TILT mode and starts no failover.',
      description: 'The sentinel %(instance)s is in TILT mode, because its clock jumped or its process stopped for a while.',
    },
    {
      alert: 'RedisSentinelsTooFew',
      severity: 'warning',
      'for': '5m',
      keep_firing_for: '5m',
      expr: '%(ns)s_sentinel_master_ok_sentinels{%(s)s} < %(sentinelsMin)s',
      summary: 'Too few sentinels watch a master.',
      description: '{{ $value }} sentinels that are not down watch {{ $labels.master_name }}, as %(instance)s sees them; there should be at least %(sentinelsMin)s.',
    },
  ],
}
