/** A compile cache's own folder, as a target beside the tree's finds it. */
import { randomBytes } from 'node:crypto';

/**
 * A bake file with the target "disturb", which runs a shell text with the cache at /app/target. BuildKit
 * gives it the folder that the colony's compile step has: the same id, from the same base image.
 */
export function disturbance(cache: string, base: string, script: string): string {
  const mount = [
    `type=cache,id=colony-$\${FLAVOUR}-dev-${cache}`,
    'sharing=locked,from=builder,source=/cooked,target=/app/target',
  ];
  return [
    'target "disturb" {',
    `  contexts = { builder = "docker-image://${base}" }`,
    '  args = { FLAVOUR = FLAVOUR }',
    '  dockerfile-inline = <<EOT',
    'FROM builder',
    'ARG FLAVOUR',
    `RUN --mount=${mount.join(',')} <<EOF`,
    // Never answered from BuildKit's own cache.
    `# ${randomBytes(8).toString('hex')}`,
    'set -eu',
    script,
    'EOF',
    'EOT',
    '  output = [{ type = "cacheonly" }]',
    '}',
    '',
  ].join('\n');
}
