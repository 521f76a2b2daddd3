// Cluster: the state of clusters from the view of each node, and how evenly the masters are loaded.
local d = import '../lib/dashboard.libsonnet';
local p = import '../lib/panels.libsonnet';

function(c)
  local node(metric, options) =
    p.value(options.title, c.promql('max by (%(ids)s) (%(redis)s_cluster_' + metric + '{%(at)s})'), options);
  local bad = { steps: p.steps([[1, 'red']]), cell: p.cells.text, width: 90 };
  // Only masters of clusters.
  local ofMasters(text) =
    text + ' and on (%(ids)s) %(redis)s_instance_info{%(at)s, role="master", redis_mode="cluster"}';
  local byNode(text) = c.range(text, '{{%(instance)s}}');

  c.dashboard(
    'cluster',
    'Redis and Valkey clusters: their state, their slots, and how evenly their masters are loaded.',
    c.variables('cluster_state'),
    [
      d.row('State', [
        d.line([
          p.stat(
            'Nodes that refuse queries',
            |||
              Nodes whose cluster state is not ok. Normal is 0. Such a node misses slots or cannot reach the majority of
              the masters: look at the table for failed nodes, start them, or fail over their shards by hand.
            |||,
            'short',
            [c.range('sum(1 - %(redis)s_cluster_state{%(at)s})', 'nodes')],
            steps=p.steps([[1, 'red']]),
            graph=true,
          ),
          p.stat(
            'Slots not served',
            |||
              Slots out of 16384 that no reachable node serves, from the view of the node that sees most of them. Normal
              is 0. Queries for these slots fail: start the failed masters, or assign the slots with redis-cli --cluster
              fix.
            |||,
            'short',
            [c.range('max by (%(jobs)s) (16384 - %(redis)s_cluster_slots_ok{%(at)s})', '{{%(job)s}}')],
            steps=p.steps([[1, 'red']]),
            graph=true,
          ),
          p.stat(
            'Masters with slots',
            |||
              Number of shards from the view of the nodes. If nodes of the same cluster have different numbers, the
              cluster is split, or its slots are being moved.
            |||,
            'short',
            [c.range('count_values by (%(jobs)s) ("size", %(redis)s_cluster_size{%(at)s})', '{{size}} {{%(job)s}}')],
            names=true,
          ),
        ], height=4),
        d.line([
          p.table(
            'Nodes',
            |||
              One row for each node, with its own view of the cluster. Normal is: state ok, no slots in PFAIL (this node
              cannot reach their master) or FAIL (the cluster agrees), and the same number of known nodes everywhere.
            |||,
            [
              p.label(c.promql('%(instance)s'), 'Instance', { width: 260, link: c.serverLink('instance') }),
              p.label(c.promql('%(job)s'), 'Job', { width: 130 }),
            ] + [
              p.label(label, 'Cluster', { width: 130 })
              for label in c.clusterLabels
            ] + [
              p.value('Info', c.info + c.promql(' and on (%(ids)s) %(redis)s_cluster_state{%(at)s}'), { hidden: true }),
              p.label('role', 'Role', { width: 80, mapping: p.mapping({ slave: ['replica', 'text'] }) }),
              p.label('version', 'Version', { width: 120 }),
              node('state', {
                title: 'State',
                width: 70,
                mapping: p.mapping({ '0': ['fail', 'red'], '1': ['ok', 'green'] }),
                cell: p.cells.background,
              }),
              node('known_nodes', { title: 'Known nodes', width: 110 }),
              node('slots_assigned', {
                title: 'Assigned slots',
                width: 120,
                steps: p.steps([[16384, 'green']], base='red'),
                cell: p.cells.text,
              }),
              node('slots_pfail', bad { title: 'PFAIL slots' }),
              node('slots_fail', bad { title: 'FAIL slots' }),
              node('my_epoch', { title: 'Epoch of shard', width: 120 }),
            ],
            sort='State',
            descending=false,
          ),
        ], height=10),
      ]),
      d.row('Events', [
        d.line([
          p.timeSeries(
            'Failovers',
            |||
              Increases of the epoch of the cluster: each failover increments it. If they repeat, cluster-node-timeout
              is too short, or masters stop for long: look at their forks and slow commands.
            |||,
            'short',
            [c.range(
              'max by (%(jobs)s) (increase(%(redis)s_cluster_current_epoch{%(at)s}[$__rate_interval]))', '{{%(job)s}}'
            )],
          ),
          p.timeSeries(
            'Failed nodes',
            |||
              Nodes in state FAIL and PFAIL from the view of each node (Valkey 9). Normal is 0. If only one node sees
              PFAIL, its own network is the cause.
            |||,
            'short',
            [
              c.range('%(redis)s_cluster_nodes_fail{%(at)s}', 'FAIL at {{%(instance)s}}'),
              c.range('%(redis)s_cluster_nodes_pfail{%(at)s}', 'PFAIL at {{%(instance)s}}'),
            ],
          ),
          p.timeSeries(
            'Redirections and cluster errors',
            |||
              Error replies per second that are specific to clusters (Redis 6.2, Valkey). MOVED is normal for a short
              time after a change of slots; a steady rate comes from clients without support of clusters. ASK and
              TRYAGAIN occur while slots migrate. CLUSTERDOWN: slots are not served. CROSSSLOT is a fault of clients.
            |||,
            'cps',
            [c.range(
              'sum by (%(jobs)s, err) (rate(%(redis)s_errors_total{' +
              '%(at)s, err=~"MOVED|ASK|TRYAGAIN|CROSSSLOT|CLUSTERDOWN"' +
              '}[$__rate_interval]))',
              '{{err}} {{%(job)s}}'
            )],
          ),
        ]),
        d.line([
          p.timeSeries(
            'Messages of the cluster bus',
            |||
              Messages that each node sends to other nodes per second. Normal is a stable rate that grows with the
              number of nodes. Much more comes from failing nodes or from published messages.
            |||,
            'ops',
            [byNode('rate(%(redis)s_cluster_messages_sent_total{%(at)s}[$__rate_interval])')],
          ),
          p.timeSeries(
            'Closed links of the cluster bus',
            |||
              Links to other nodes that were closed because their buffer exceeded cluster-link-sendbuf-limit (Redis 7,
              Valkey). Normal is 0. Published messages are often the cause: use sharded channels.
            |||,
            'short',
            [byNode('increase(%(redis)s_total_cluster_links_buffer_limit_exceeded{%(at)s}[$__rate_interval])')],
          ),
          p.timeSeries(
            'Memory of the links',
            'Buffers of the links to other nodes (Redis 7, Valkey). If one node grows, its peers read too slowly.',
            'bytes',
            [byNode('%(redis)s_mem_cluster_links_bytes{%(at)s} > 0')],
          ),
        ]),
      ]),
      d.row('Balance of the masters', [
        d.line([
          p.timeSeries(
            'Commands by master',
            |||
              Commands per second of each master. They should be similar. One master far above the others has a hot key
              or too many slots: look at its commands, or move slots with redis-cli --cluster rebalance.
            |||,
            'ops',
            [byNode(ofMasters('rate(%(redis)s_commands_processed_total{%(at)s}[$__rate_interval])'))],
          ),
          p.timeSeries(
            'Used memory by master',
            'Used memory of each master. If one is far above the others, redis-cli --memkeys finds its large keys.',
            'bytes',
            [byNode(ofMasters('%(redis)s_memory_used_bytes{%(at)s}'))],
          ),
          p.timeSeries(
            'Keys by master',
            'Keys of each master. Very different numbers come from hash tags that put many keys into one slot.',
            'short',
            [byNode(ofMasters('sum by (%(ids)s) (%(redis)s_db_keys{%(at)s})'))],
          ),
        ]),
      ]),
    ],
  )
