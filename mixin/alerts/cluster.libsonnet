{
  name: 'cluster',
  alerts: [
    {
      alert: 'RedisClusterDown',
      severity: 'critical',
      'for': '1m',
      keep_firing_for: '2m',
      expr: '%(ns)s_cluster_state{%(s)s} == 0',
      summary: 'A cluster node refuses queries.',
      description: '%(instance)s reports the cluster as failed and refuses queries.',
    },
    {
      alert: 'RedisClusterSlotsMissing',
      severity: 'critical',
      'for': '2m',
      keep_firing_for: '2m',
      expr: '16384 - %(ns)s_cluster_slots_ok{%(s)s} > 0',
      summary: 'Hash slots of a cluster are not served.',
      description: '{{ $value }} of 16384 hash slots are not assigned or belong to a node that fails, as %(instance)s sees the cluster.',
    },
    {
      alert: 'RedisClusterNodesFailing',
      severity: 'warning',
      'for': '2m',
      keep_firing_for: '5m',
      expr: '%(ns)s_cluster_nodes_fail{%(s)s} + %(ns)s_cluster_nodes_pfail{%(s)s} > 0',
      summary: 'Nodes of a cluster are failing.',
      description: '%(instance)s considers {{ $value }} nodes of its cluster as failing.',
    },
  ],
}
