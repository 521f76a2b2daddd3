# Succeeds if Redis is a master, or a replica that is connected to its master.
set -- $(REDISCLI_AUTH=$AUTH redis-cli -h localhost -p 6379 role)
case "$1 ${4:-}" in
  master* | 'slave connected') ;;
  *)
    echo "the reply to ROLE is: $*"
    exit 1
    ;;
esac
