{
  name: 'keys',
  alerts: [
    {
      alert: 'RedisHitRatioFalling',
      severity: 'warning',
      'for': '15m',
      keep_firing_for: '15m',
      expr: |||
        %(hitRatio30m)s < %(hitRatioWarning)s
          and %(hitRatio30m)s < %(hitRatio1d)s - %(hitRatioFallWarning)s
          and %(lookups30m)s > %(lookupsPerSecondMin)s
      |||,
      summary: 'The hit ratio has fallen.',
      description: '{{ $value | humanizePercentage }} of the lookups on %(instance)s find a key, fewer than in the last day.',
    },
    {
      alert: 'RedisKeysWithoutTtlGrowing',
      severity: 'warning',
      'for': '30m',
      expr: |||
        (%(ns)s_db_keys{%(s)s} - %(ns)s_db_keys_expiring{%(s)s})
          - (%(ns)s_db_keys{%(s)s} offset 6h - %(ns)s_db_keys_expiring{%(s)s} offset 6h) > %(keysWithoutTtlAddedWarning)s
          and %(ns)s_db_keys_expiring{%(s)s} offset 6h / %(ns)s_db_keys{%(s)s} offset 6h > %(expiringKeysRatioMin)s
      |||,
      summary: 'Keys without a time to live grow in a database whose keys used to expire.',
      description: '{{ $value }} keys without a time to live were added to {{ $labels.db }} of %(instance)s within 6 hours.',
    },
  ],
}
