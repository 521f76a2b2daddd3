# Succeeds if the sentinel answers.
reply=$(REDISCLI_AUTH=$SENTINELAUTH redis-cli -h localhost -p 26379 ping)
if [ "$reply" != PONG ]; then
  echo "the reply to PING is: $reply"
  exit 1
fi
