{
  name: 'persistence',
  alerts: [
    {
      alert: 'RedisRdbSaveFailed',
      severity: 'critical',
      'for': '5m',
      expr: '%(ns)s_rdb_last_bgsave_status{%(s)s} == 0',
      summary: 'The last snapshot (RDB) failed, and writes may be refused.',
      description: 'The last snapshot of %(instance)s failed. With stop-writes-on-bgsave-error, the default, writes are refused.',
    },
    {
      alert: 'RedisRdbSaveLate',
      severity: 'warning',
      'for': '30m',
      expr: |||
        time() - %(ns)s_rdb_last_save_timestamp_seconds{%(s)s} > %(rdbAgeSecondsWarning)s
          and %(ns)s_rdb_changes_since_last_save{%(s)s} > 0
          and (%(ns)s_rdb_saves_total{%(s)s} or %(ns)s_rdb_last_bgsave_duration_sec{%(s)s} + 1) > 0
      |||,
      summary: 'The last snapshot (RDB) is old.',
      description: 'The last snapshot of %(instance)s is {{ $value | humanizeDuration }} old.',
    },
    {
      alert: 'RedisAofWriteFailed',
      severity: 'critical',
      'for': '1m',
      keep_firing_for: '5m',
      expr: '%(ns)s_aof_last_write_status{%(s)s} == 0 and %(ns)s_aof_enabled{%(s)s} == 1',
      summary: 'The append-only file (AOF) cannot be written, and writes are refused.',
      description: '%(instance)s cannot write its append-only file and refuses writes.',
    },
    {
      alert: 'RedisAofRewriteFailed',
      severity: 'warning',
      'for': '5m',
      expr: '%(ns)s_aof_last_bgrewrite_status{%(s)s} == 0 and %(ns)s_aof_enabled{%(s)s} == 1',
      summary: 'The last rewrite of the append-only file (AOF) failed.',
      description: 'The last rewrite of the append-only file of %(instance)s failed; the file grows until a rewrite succeeds.',
    },
    {
      alert: 'RedisAofFsyncDelayed',
      severity: 'warning',
      'for': '0m',
      keep_firing_for: '10m',
      expr: 'increase(%(ns)s_aof_delayed_fsync{%(s)s}[10m]) > %(delayedFsyncsWarning)s',
      summary: 'Writes wait because the disk of the append-only file (AOF) is slow.',
      description: 'Writes of %(instance)s have waited for fsync {{ $value | humanize }} times within 10 minutes.',
    },
    {
      alert: 'RedisForkSlow',
      severity: 'warning',
      'for': '1m',
      expr: '%(ns)s_latest_fork_seconds{%(s)s} > %(forkSecondsWarning)s',
      summary: 'The last fork stopped the server for long.',
      description: 'The last fork of %(instance)s stopped all commands for {{ $value | humanizeDuration }}.',
    },
    {
      alert: 'RedisLoadingLong',
      severity: 'warning',
      'for': '10m',
      expr: '%(ns)s_loading_dump_file{%(s)s} == 1',
      summary: 'The server has been loading its data for 10 minutes.',
      description: '%(instance)s has been loading its data for 10 minutes and refuses most commands.',
    },
  ],
}
