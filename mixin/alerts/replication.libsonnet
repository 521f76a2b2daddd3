{
  name: 'replication',
  alerts: [
    {
      alert: 'RedisReplicaLinkDown',
      severity: 'critical',
      'for': '2m',
      keep_firing_for: '5m',
      expr: '%(ns)s_master_link_up{%(s)s} == 0',
      summary: 'The link of a replica to its master is down.',
      description: '%(instance)s has no link to its master {{ $labels.master_host }}:{{ $labels.master_port }}, and its data are out of date.',
    },
    {
      alert: 'RedisReplicaLagBytesHigh',
      severity: 'warning',
      'for': '5m',
      keep_firing_for: '5m',
      expr: |||
        %(ns)s_master_repl_offset{%(s)s}
          - on (%(server)s) group_right () %(ns)s_connected_slave_offset_bytes{%(sAnd)sslave_state="online"}
          > %(replicaLagBytesWarning)s
      |||,
      summary: 'A replica is many bytes behind its master.',
      description: 'The replica {{ $labels.slave_ip }}:{{ $labels.slave_port }} is {{ $value | humanize1024 }}B behind its master %(instance)s.',
    },
    {
      alert: 'RedisReplicaLagSecondsHigh',
      severity: 'warning',
      'for': '2m',
      keep_firing_for: '5m',
      expr: '%(ns)s_connected_slave_lag_seconds{%(sAnd)sslave_state="online"} > %(replicaLagSecondsWarning)s',
      summary: 'A replica has not acknowledged its position for seconds.',
      description: 'The replica {{ $labels.slave_ip }}:{{ $labels.slave_port }} has not answered its master %(instance)s for {{ $value | humanizeDuration }}.',
    },
    {
      alert: 'RedisReplicasLost',
      severity: 'warning',
      'for': '5m',
      keep_firing_for: '5m',
      expr: |||
        %(ns)s_connected_slaves{%(s)s} < max_over_time(%(ns)s_connected_slaves{%(s)s}[1h])
          and on (%(server)s) %(ns)s_instance_info{%(sAnd)srole="master"}
      |||,
      summary: 'A master has fewer replicas than within the last hour.',
      description: 'Replicas that are connected to the master %(instance)s: {{ $value }}, fewer than within the last hour.',
    },
    {
      alert: 'RedisMasterMissing',
      needs: 'deploymentLabels',
      severity: 'critical',
      'for': '1m',
      expr: |||
        count by (%(deployment)s) (
          %(ns)s_master_link_up{%(s)s} == 0
            unless on (%(server)s) %(ns)s_instance_info{%(sAnd)sredis_mode="cluster"}
        )
          unless on (%(deployment)s) %(ns)s_master_link_up{%(s)s} == 1
          unless on (%(deployment)s) %(ns)s_instance_info{%(sAnd)srole="master", redis_mode!="cluster"}
      |||,
      summary: 'A deployment has replicas and no master.',
      description: 'No server is the master (%(where)s); replicas without a master: {{ $value }}.',
    },
    {
      alert: 'RedisMultipleMasters',
      needs: 'deploymentLabels',
      severity: 'critical',
      'for': '2m',
      expr: |||
        count by (%(deployment)s) (
          %(ns)s_instance_info{%(sAnd)srole="master", redis_mode!="cluster"}
            and on (%(server)s) (
              %(ns)s_connected_slaves{%(s)s} > 0
                or %(ns)s_replica_resyncs_full{%(s)s} > 0
                or %(ns)s_second_repl_offset{%(s)s} >= 0
            )
        ) > 1
      |||,
      summary: 'A deployment has more than one master.',
      description: '{{ $value }} servers that replicate are masters (%(where)s).',
    },
    {
      alert: 'RedisFullResyncsRepeating',
      severity: 'warning',
      'for': '0m',
      keep_firing_for: '30m',
      expr: |||
        increase(%(ns)s_replica_resyncs_full{%(s)s}[1h]) / clamp_min(%(ns)s_connected_slaves{%(s)s}, 1)
          > %(fullResyncsPerReplicaWarning)s
      |||,
      summary: 'Replicas synchronize fully again and again.',
      description: '%(instance)s has sent {{ $value | humanize }} full synchronizations to each replica within an hour.',
    },
    {
      alert: 'RedisBacklogTooSmall',
      severity: 'warning',
      'for': '0m',
      keep_firing_for: '30m',
      expr: |||
        %(ns)s_replication_backlog_bytes{%(s)s} / rate(%(ns)s_master_repl_offset{%(s)s}[1h]) < %(backlogSecondsWarning)s
          and increase(%(ns)s_replica_partial_resync_denied{%(s)s}[1h]) > 0
      |||,
      summary: 'The replication backlog was too small for a replica that reconnected.',
      description: 'A replica could not continue from the backlog of %(instance)s, which holds {{ $value | humanizeDuration }} of writes.',
    },
  ],
}
