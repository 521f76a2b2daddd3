/** The cards and tables of a Redis or Valkey server on the live page. */
import {bytes, bytesPerSecond, count, duration, moment, perSecond, ratio, seconds} from './format.js';
import {thresholds} from './thresholds.js';

const ROLES = {master: 'master', slave: 'replica'};
const MOST_COMMANDS = 12;

/** A sentence for rates before the second answer. */
const MEASURING = 'A rate needs two answers.';

export function summary(m) {
  const up = m.value('up') === 1;
  const info = (label) => m.label('instance_info', label);
  const version = info('valkey_version') ? `Valkey ${info('valkey_version')}` : `Redis ${info('redis_version')}`;
  const facts = [];
  const fact = (name, text) => text && facts.push([name, text]);
  fact('Role', ROLES[info('role')] ?? info('role'));
  fact('Mode', info('redis_mode'));
  if (up) {
    fact('Up since', moment(m.value('start_time_seconds')));
    fact('Uptime', duration(m.value('uptime_in_seconds')));
  }
  const state = m.value('cluster_state');
  fact('Cluster', state === undefined ? '' : state === 1 ? 'ok' : 'fails');
  const scrape = m.value('exporter_last_scrape_duration_seconds');
  fact('Scrape', scrape === undefined ? '' : seconds(scrape));
  const title = info('redis_version') ? version : up ? 'No version' : 'The server does not answer';
  return {up, title, facts, trouble: trouble(m)};
}

/** Returns the error of the scrape, or the collectors that failed; empty for none. */
function trouble(m) {
  const error = m.samples('exporter_last_scrape_error').find(({value, labels}) => value > 0 && labels.err);
  if (error) {
    return error.labels.err;
  }
  const failed = m.samples('exporter_collector_success').filter(({value}) => value === 0);
  const names = failed.map(({labels}) => labels.collector).join(', ');
  return names && `Values are missing, because these collectors failed: ${names}.`;
}

/** Returns a threshold as a mark, if the value is not so far below that the mark would flatten the line. */
function near(at, value) {
  return value > at / 5 ? [{at, name: 'alert'}] : [];
}

/** Returns the mean seconds of a call by command, and of all commands: those that were called since the last answer. */
function times(m) {
  const spent = new Map(m.rates('commands_duration_seconds_total').map(({labels, value}) => [labels.cmd, value]));
  const commands = m
    .rates('commands_total')
    .filter(({value}) => value > 0)
    .map(({labels: {cmd}, value: calls}) => ({cmd, calls, busy: spent.get(cmd) ?? 0}))
    .map((command) => ({...command, mean: command.busy / command.calls}))
    .sort((a, b) => b.calls - a.calls || (a.cmd < b.cmd ? -1 : 1));
  const sum = (key) => commands.reduce((total, command) => total + command[key], 0);
  const slowest = commands.reduce((most, command) => (command.mean > (most?.mean ?? -1) ? command : most), undefined);
  return {commands, slowest, busy: sum('busy'), mean: commands.length > 0 ? sum('busy') / sum('calls') : undefined};
}

function memory(m) {
  const used = m.value('memory_used_bytes');
  const resident = m.value('memory_used_rss_bytes');
  const limit = m.value('memory_max_bytes');
  const {memoryUsedRatioWarning: warning, memoryUsedRatioCritical: critical} = thresholds;
  const read = {values: [used, resident], figure: bytes(used), level: 'good'};
  if (limit > 0) {
    const part = used / limit;
    read.note = `of ${bytes(limit)}, ${ratio(part)}`;
    read.marks = [{at: limit, name: 'limit'}, {at: limit * warning, name: 'alert'}];
    read.text = `The alert fires above ${ratio(warning)} of the limit.`;
    if (part > warning) {
      const policy = m.label('instance_info', 'maxmemory_policy');
      read.level = part > critical ? 'critical' : 'warning';
      read.text =
        `More than ${ratio(part > critical ? critical : warning)} of the limit is used. At the limit, ` +
        (policy === 'noeviction' ? 'writes are refused.' : 'keys are evicted.');
    }
  } else {
    read.note = 'without a limit';
    read.level = '';
    read.text = 'The setting maxmemory is 0: the server may use all memory of its machine.';
  }
  const {fragmentationRatioWarning, fragmentationBytesMin} = thresholds;
  const isFragmented = resident - used > fragmentationBytesMin && resident / used > fragmentationRatioWarning;
  if (isFragmented && read.level !== 'critical') {
    read.level = 'warning';
    read.text = `Resident memory is ${count(resident / used)} times the used memory: the memory is fragmented.`;
  }
  return read;
}

function commands(m) {
  const all = m.rate('commands_processed_total');
  const errors = m.rate('total_error_replies');
  const text = errors > 0 ? `Error replies: ${perSecond(errors)}.` : 'No reply is an error.';
  return {
    values: [all, errors],
    figure: perSecond(all),
    text: all === undefined ? MEASURING : errors === undefined ? '' : text,
  };
}

function commandTime(m) {
  const {mean, slowest} = times(m);
  const limit = thresholds.commandSecondsWarning;
  const isSlow = slowest?.mean > limit;
  let text = MEASURING;
  if (isSlow) {
    text = `A call of ${slowest.cmd} lasts ${seconds(slowest.mean)} on average, more than ${seconds(limit)}.`;
  } else if (slowest) {
    text = `No command lasts more than ${seconds(limit)} on average.`;
  }
  return {
    values: [mean, slowest?.mean],
    marks: near(limit, slowest?.mean),
    figure: seconds(mean),
    note: 'a call',
    level: slowest ? (isSlow ? 'warning' : 'good') : '',
    text,
  };
}

function network(m) {
  const received = m.rate('net_input_bytes_total');
  const sent = m.rate('net_output_bytes_total');
  return {
    values: [sent, received],
    figure: bytesPerSecond(sent),
    note: 'sent',
    text: received === undefined ? MEASURING : `Received: ${bytesPerSecond(received)}.`,
  };
}

function keys(m) {
  const all = m.sum('db_keys');
  const expiring = m.sum('db_keys_expiring');
  return {
    values: [all, expiring],
    figure: count(all),
    text: all > 0 ? `${ratio(expiring / all)} of the keys have a time to live.` : 'The server has no key.',
  };
}

function removedKeys(m) {
  const expired = m.rate('expired_keys_total');
  const evicted = m.rate('evicted_keys_total');
  const limit = thresholds.evictedKeysPerSecondWarning;
  const isMuch = evicted > limit;
  let text = 'No key is evicted.';
  if (expired === undefined) {
    text = MEASURING;
  } else if (evicted > 0) {
    text = `Evicted, because the memory is full: ${perSecond(evicted)}. The alert fires above ${perSecond(limit)}.`;
  }
  return {
    values: [expired, evicted],
    marks: near(limit, evicted),
    figure: perSecond(expired),
    note: 'expired',
    level: evicted === undefined ? '' : isMuch ? 'warning' : 'good',
    text,
  };
}

function clients(m) {
  const connected = m.value('connected_clients');
  const limit = m.value('max_clients');
  const warning = thresholds.clientsRatioWarning;
  const isMuch = connected > limit * warning;
  return {
    values: [connected, m.value('blocked_clients')],
    marks: limit > 0 ? near(limit * warning, connected) : [],
    figure: count(connected),
    note: limit > 0 ? `of ${count(limit)}` : '',
    level: limit > 0 ? (isMuch ? 'warning' : 'good') : '',
    text: isMuch
      ? `More than ${ratio(warning)} of the possible clients are connected. At the limit, clients are refused.`
      : `The alert fires above ${ratio(warning)} of the limit maxclients.`,
  };
}

function hits(m) {
  const found = m.rate('keyspace_hits_total');
  const lookups = found + m.rate('keyspace_misses_total');
  const part = lookups > 0 ? found / lookups : undefined;
  const {hitRatioWarning: warning, lookupsPerSecondMin: least} = thresholds;
  const read = {values: [part], marks: [{at: warning, name: 'alert below'}], figure: ratio(part), level: ''};
  if (found === undefined) {
    read.text = MEASURING;
  } else if (lookups < least) {
    read.text = `Lookups: ${perSecond(lookups)}, too few to judge the ratio.`;
  } else {
    read.level = part < warning ? 'warning' : 'good';
    read.text = `Lookups: ${perSecond(lookups)}, without a key: ${perSecond(lookups - found)}.`;
  }
  return read;
}

function slowLog(m) {
  const length = m.value('slowlog_length');
  const last = m.value('last_slow_execution_duration_seconds');
  return {
    values: [m.rate('slowlog_last_id')],
    figure: count(length),
    note: length === 1 ? 'entry' : 'entries',
    text: length > 0 && last > 0 ? `The newest entry lasted ${seconds(last)}.` : 'No slow command is recorded.',
  };
}

/** Returns the replicas of a master: address, state, and by how much each lags behind. */
function replicas(m) {
  const offset = m.value('master_repl_offset');
  const reached = new Map(m.samples('connected_slave_offset_bytes').map((s) => [where(s), s.value]));
  return m.samples('connected_slave_lag_seconds').map((sample) => ({
    address: where(sample),
    state: sample.labels.slave_state,
    seconds: sample.value,
    bytes: Math.max(0, offset - reached.get(where(sample))),
  }));
}

function where({labels}) {
  return `${labels.slave_ip}:${labels.slave_port}`;
}

function isBehind(replica) {
  return replica.bytes > thresholds.replicaLagBytesWarning || replica.seconds > thresholds.replicaLagSecondsWarning;
}

function replicaLag(m) {
  const all = replicas(m);
  const most = Math.max(...all.map((replica) => replica.bytes));
  const oldest = Math.max(...all.map((replica) => replica.seconds));
  const behind = all.filter(isBehind);
  return {
    values: [most],
    marks: near(thresholds.replicaLagBytesWarning, most),
    figure: bytes(most),
    note: `of ${all.length} ${all.length === 1 ? 'replica' : 'replicas'}`,
    level: behind.length > 0 ? 'warning' : 'good',
    text:
      behind.length > 0
        ? `These replicas are far behind: ${behind.map((replica) => replica.address).join(', ')}.`
        : `Every replica acknowledged within the last ${seconds(oldest)}.`,
  };
}

function masterLink(m) {
  const up = m.value('master_link_up');
  const silence = m.value('master_last_io_seconds_ago');
  const isSilent = silence > thresholds.replicaLagSecondsWarning;
  const master = `${m.label('master_link_up', 'master_host')}:${m.label('master_link_up', 'master_port')}`;
  let text = `The link to ${master} is up.`;
  if (up !== 1) {
    text = `The link to ${master} is down: this replica serves old data.`;
  } else if (isSilent) {
    text = `The master ${master} has sent nothing for ${duration(silence)}.`;
  }
  return {
    values: [silence < 0 ? undefined : silence],
    marks: near(thresholds.replicaLagSecondsWarning, silence),
    figure: silence < 0 ? '–' : seconds(silence),
    note: 'since the last message',
    level: up !== 1 ? 'critical' : isSilent ? 'warning' : 'good',
    text,
  };
}

const card = (title, metric, unit, lines, read) => ({title, metric, unit, lines, read});

export const cards = [
  card('Memory', 'memory_used_bytes', 'bytes', ['used', 'resident'], memory),
  card('Commands', 'commands_processed_total', 'perSecond', ['commands', 'error replies'], commands),
  card('Time of a command', 'commands_total', 'seconds', ['all commands', 'slowest command'], commandTime),
  card('Network', 'net_input_bytes_total', 'bytesPerSecond', ['sent', 'received'], network),
  card('Keys', 'db_keys', 'count', ['keys', 'with a time to live'], keys),
  card('Expired and evicted keys', 'expired_keys_total', 'perSecond', ['expired', 'evicted'], removedKeys),
  card('Clients', 'connected_clients', 'count', ['connected', 'blocked'], clients),
  card('Hit ratio', 'keyspace_hits_total', 'ratio', ['hits of all lookups'], hits),
  card('Slow log', 'slowlog_length', 'perSecond', ['new entries'], slowLog),
  card('Replication lag', 'connected_slave_lag_seconds', 'bytes', ['not acknowledged'], replicaLag),
  card('Link to the master', 'master_link_up', 'seconds', ['since the last message'], masterLink),
];

export const tables = [
  {
    title: 'Commands since the last answer',
    columns: ['Command', 'Calls', 'Mean time', 'Part of the time'],
    rows(m) {
      const {commands: called, busy} = times(m);
      return called.slice(0, MOST_COMMANDS).map(({cmd, calls, mean, busy: own}) => [
        cmd,
        perSecond(calls),
        {text: seconds(mean), level: mean > thresholds.commandSecondsWarning ? 'warning' : ''},
        {text: ratio(busy > 0 ? own / busy : 0), part: busy > 0 ? own / busy : 0},
      ]);
    },
  },
  {
    title: 'Replicas',
    columns: ['Replica', 'State', 'Not acknowledged', 'Last acknowledgement'],
    rows: (m) =>
      replicas(m).map((replica) => [
        replica.address,
        replica.state,
        {text: bytes(replica.bytes), level: isBehind(replica) ? 'warning' : ''},
        `${seconds(replica.seconds)} ago`,
      ]),
  },
  {
    title: 'Masters of this sentinel',
    columns: ['Master', 'Address', 'State', 'Replicas', 'Sentinels'],
    rows(m) {
      const of = (metric, name) => m.samples(metric).find(({labels}) => labels.master_name === name)?.value;
      return m.samples('sentinel_master_status').map(({labels, value}) => [
        labels.master_name,
        labels.master_address,
        {text: labels.master_status, level: value === 1 ? 'good' : 'critical'},
        count(of('sentinel_master_ok_slaves', labels.master_name)),
        count(of('sentinel_master_ok_sentinels', labels.master_name)),
      ]);
    },
  },
];
