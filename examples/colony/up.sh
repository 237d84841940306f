#!/bin/sh
# Runs both binaries from the baked image and asks backend once, over the network.
#   sh examples/colony/up.sh [image]      start and ask (default image: distributed-colony:latest)
#   sh examples/colony/up.sh --down       stop
set -eu
down() {
  docker rm -f colony-backend colony-coordinator > /dev/null 2>&1 || true
  docker network rm colony > /dev/null 2>&1 || true
}
if [ "${1:-}" = --down ]; then
  down
  exit
fi
image=${1:-distributed-colony:latest}
down
docker network create colony > /dev/null
docker run -d --name colony-coordinator --network colony "$image" \
  /usr/local/bin/coordinator aws > /dev/null
docker run -d --name colony-backend --network colony -p 127.0.0.1:8082:8082 \
  -e COORDINATOR_HOST=colony-coordinator "$image" > /dev/null
echo 'http://127.0.0.1:8082/colony answers:'
exec node -e '
  const ask = async (left) => {
    try {
      const answer = await fetch("http://127.0.0.1:8082/colony");
      if (answer.status === 200) return console.log(await answer.text());
    } catch {}
    if (left === 0) throw new Error("no answer within 10 s; see: docker logs colony-backend");
    setTimeout(ask, 200, left - 1);
  };
  ask(50);'
