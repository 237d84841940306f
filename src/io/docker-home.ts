/** Where docker has its configuration, its plugins and the builders that were made. */
import path from 'node:path';

/** The folder, as docker's client finds it; a relative DOCKER_CONFIG stays relative. */
export function dockerHome({
  DOCKER_CONFIG,
  HOME = '',
}: Readonly<Record<string, string | undefined>>): string {
  return DOCKER_CONFIG || path.join(HOME, '.docker');
}
