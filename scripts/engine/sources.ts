/**
 * The machine's own package sources, in both forms apt knows, and what we derive from them.
 * Formats: sources.list(5), sections "THE DEB LINE" and "DEB822-STYLE FORMAT".
 */

/** One source of binary packages; `signedBy` is a path or an inline key, kept as written. */
export interface Source {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
  readonly signedBy?: string;
}

/** Sources in the text of a one-line `.list` file; comments, deb-src and options we do not use are dropped. */
export function parseList(text: string): Source[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)((?:\s+[^\s#]+)*)/.exec(line);
    if (match?.[2] === undefined || match[3] === undefined) return [];
    const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(match[1] ?? '')?.[1];
    return [
      {
        uri: match[2],
        suite: match[3],
        components: (match[4] ?? '').trim().split(/\s+/).filter(Boolean),
        ...(signedBy === undefined ? {} : { signedBy }),
      },
    ];
  });
}

/** Sources in the text of a deb822 `.sources` file: one for each pair of URI and suite of an enabled stanza. */
export function parseDeb822(text: string): Source[] {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  return lines
    .join('\n')
    .split(/\n[ \t]*\n/)
    .flatMap((stanza) => {
      const fields = fieldsOf(stanza);
      const words = (name: string) => (fields.get(name) ?? '').split(/\s+/).filter(Boolean);
      if (!words('types').includes('deb')) return [];
      if (/^(no|false|without|off|disable|0)$/i.test(fields.get('enabled') ?? 'yes')) return [];
      const signedBy = fields.get('signed-by');
      return words('uris').flatMap((uri) =>
        words('suites').map((suite) => ({
          uri,
          suite,
          components: words('components'),
          ...(signedBy === undefined ? {} : { signedBy }),
        })),
      );
    });
}

function fieldsOf(stanza: string): Map<string, string> {
  const fields = new Map<string, string>();
  let name: string | undefined;
  for (const line of stanza.split('\n')) {
    const head = /^([A-Za-z][\w-]*):[ \t]*(.*)$/.exec(line);
    if (head?.[1] !== undefined) {
      name = head[1].toLowerCase();
      fields.set(name, (head[2] ?? '').trimEnd());
    } else if (name !== undefined && /^[ \t]/.test(line)) {
      fields.set(name, `${fields.get(name)}\n${line.trimEnd()}`);
    }
  }
  return fields;
}

/**
 * The source that carries the release `codename` itself (not its updates or security), or undefined.
 * Only addresses that apt can fetch without a disc are taken.
 */
export function mirrorOf(sources: readonly Source[], codename: string): Source | undefined {
  return sources.find(
    (source) =>
      source.suite.replace(/\/$/, '') === codename &&
      source.components.includes('main') &&
      /^(https?|file|mirror\+\w+):/.test(source.uri),
  );
}

/**
 * The sources that the machine's own packages come from: the release with its updates and security
 * fixes. Packages that are to fit what is installed have to be chosen among all of them.
 */
export function ownSources(sources: readonly Source[], codename: string): Source[] {
  const suites = ['', '-updates', '-security'].map((suffix) => codename + suffix);
  return sources.filter(
    (source) => suites.includes(source.suite) && source.components.includes('main'),
  );
}

/** A deb822 file with the main component of `suites`, from the place and with the key of `mirror`. */
export function renderSources(mirror: Source, suites: readonly string[]): string {
  return [
    'Types: deb',
    `URIs: ${mirror.uri}`,
    `Suites: ${suites.join(' ')}`,
    'Components: main',
    ...(mirror.signedBy === undefined ? [] : [`Signed-By: ${mirror.signedBy}`]),
    '',
  ].join('\n');
}
