{
  name: 'streams',
  alerts: [
    {
      alert: 'RedisStreamGroupLagHigh',
      severity: 'warning',
      'for': '10m',
      keep_firing_for: '5m',
      expr: '%(ns)s_stream_group_lag{%(s)s} > %(streamGroupLagWarning)s',
      summary: 'A consumer group has not received many entries of its stream.',
      description: '{{ $value }} entries of {{ $labels.stream }} on %(instance)s were not delivered to the group {{ $labels.group }}.',
    },
    {
      alert: 'RedisStreamGroupLate',
      severity: 'warning',
      'for': '5m',
      keep_firing_for: '5m',
      expr: |||
        (
          (%(ns)s_stream_last_generated_id{%(s)s} > 1e12)
            - on (%(server)s, db, stream) group_right () (%(ns)s_stream_group_last_delivered_id{%(s)s} > 0)
        ) / 1000 > %(streamGroupSecondsWarning)s
      |||,
      summary: 'A consumer group reads old entries of its stream.',
      description: 'The group {{ $labels.group }} of {{ $labels.stream }} on %(instance)s is {{ $value | humanizeDuration }} behind the newest entry.',
    },
    {
      alert: 'RedisStreamGroupPendingHigh',
      severity: 'warning',
      'for': '10m',
      keep_firing_for: '5m',
      expr: '%(ns)s_stream_group_messages_pending{%(s)s} > %(streamGroupPendingWarning)s',
      summary: 'A consumer group does not acknowledge its entries.',
      description: '{{ $value }} entries of {{ $labels.stream }} on %(instance)s were delivered to the group {{ $labels.group }} and not acknowledged.',
    },
  ],
}
