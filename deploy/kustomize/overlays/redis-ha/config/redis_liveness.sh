# Succeeds if Redis answers, also while it loads its data.
reply=$(REDISCLI_AUTH=$AUTH redis-cli -h localhost -p 6379 ping)
case $reply in
  PONG | LOADING*) ;;
  *)
    echo "the reply to PING is: $reply"
    exit 1
    ;;
esac
