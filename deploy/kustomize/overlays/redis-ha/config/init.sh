# Writes the configuration of Redis, of the sentinel and of the exporter of this pod; with the argument redis only the
# configuration of Redis, which asks for the master again at every start.
#
#   NODES          names of the Services of the pods, in the order of the pods
#   AUTH           password of Redis
#   SENTINELAUTH   password of the sentinels
#   HOSTNAME       name of the pod, which ends with its number
set -eu
umask 027

# quoted TEXT: prints a text for a place between double quotes, in JSON and in the configuration of Redis.
quoted() {
  printf '%s' "$1" | sed 's/[\\"]/\\&/g'
}

# known_master: prints the master that the first sentinel that answers knows; nothing if none answers.
known_master() {
  for node in $NODES; do
    found=$(REDISCLI_AUTH=$SENTINELAUTH timeout 3 \
      redis-cli -h "$node" -p 26379 sentinel get-master-addr-by-name mymaster 2>/dev/null | sed -n 1p)
    # The text of an error is no name of a node.
    case " $NODES " in
      *" $found "*)
        printf '%s' "$found"
        return
        ;;
    esac
  done
}

index=${HOSTNAME##*-}
self=$(printf '%s' "$NODES" | cut -d ' ' -f "$((index + 1))")
master=$(known_master)
if [ -n "$master" ]; then
  echo "the sentinels know the master $master"
else
  master=${NODES%% *}
  echo "no sentinel knows a master: the master is the first pod, $master"
fi

mkdir -p /data/conf
{
  cat /readonly-config/redis.conf
  echo "replica-announce-ip $self"
  [ "$master" = "$self" ] || echo "replicaof $master 6379"
  printf 'requirepass "%s"\n' "$(quoted "$AUTH")"
  printf 'masterauth "%s"\n' "$(quoted "$AUTH")"
} >/data/conf/redis.conf
[ "${1:-}" != redis ] || exit 0

{
  cat /readonly-config/sentinel.conf
  # The same id after every start: the other sentinels do not count this one twice.
  echo "sentinel myid $(printf 'sentinel %s' "$index" | sha1sum | cut -c 1-40)"
  echo "sentinel announce-ip $self"
  echo "sentinel monitor mymaster $master 6379 2"
  echo 'sentinel down-after-milliseconds mymaster 10000'
  echo 'sentinel failover-timeout mymaster 180000'
  echo 'sentinel parallel-syncs mymaster 5'
  printf 'sentinel auth-pass mymaster "%s"\n' "$(quoted "$AUTH")"
  printf 'requirepass "%s"\n' "$(quoted "$SENTINELAUTH")"
} >/data/conf/sentinel.conf

printf '{"redis://localhost:6379": "%s", "redis://localhost:26379": "%s"}\n' \
  "$(quoted "$AUTH")" "$(quoted "$SENTINELAUTH")" >/etc/redis-exporter/passwords.json
# The exporter has another user than this script. Only these two containers mount the volume.
chmod 0444 /etc/redis-exporter/passwords.json
