import { describe, expect, test } from 'vitest';
import {
  mirrorOf,
  ownSources,
  parseDeb822,
  parseList,
  renderSources,
} from '../../../scripts/engine/sources.ts';

describe('one-line sources', () => {
  test('options, several components, comments, source packages', () => {
    const text = [
      '# deb http://gone.example/debian bookworm main',
      'deb-src http://mirror.example/debian bookworm main',
      'deb [arch=amd64 signed-by=/keys/a.gpg] http://mirror.example/debian bookworm main contrib # why',
      '  deb   https://other.example/debian-security   bookworm-security  main',
      '',
    ].join('\n');
    expect(parseList(text)).toEqual([
      {
        uri: 'http://mirror.example/debian',
        suite: 'bookworm',
        components: ['main', 'contrib'],
        signedBy: '/keys/a.gpg',
      },
      {
        uri: 'https://other.example/debian-security',
        suite: 'bookworm-security',
        components: ['main'],
      },
    ]);
  });

  test('an exact path in place of suite and components', () => {
    expect(parseList('deb http://mirror.example/flat ./')).toEqual([
      { uri: 'http://mirror.example/flat', suite: './', components: [] },
    ]);
  });
});

describe('deb822 sources', () => {
  test('a comment inside a stanza, several suites and addresses, a disabled stanza', () => {
    const text = [
      'Types: deb deb-src',
      '# snapshot of yesterday',
      'URIs: http://one.example/debian http://two.example/debian',
      'Suites: trixie trixie-updates',
      'Components: main non-free',
      'Signed-By: /keys/debian.gpg',
      '',
      'Enabled: no',
      'Types: deb',
      'URIs: http://off.example/debian',
      'Suites: trixie',
      'Components: main',
      '   ',
      'types: deb-src',
      'uris: http://sources.example/debian',
      'suites: trixie',
      'components: main',
    ].join('\n');
    const sources = parseDeb822(text);
    expect(sources.map(({ uri, suite }) => `${uri} ${suite}`)).toEqual([
      'http://one.example/debian trixie',
      'http://one.example/debian trixie-updates',
      'http://two.example/debian trixie',
      'http://two.example/debian trixie-updates',
    ]);
    expect(sources[0]?.signedBy).toBe('/keys/debian.gpg');
  });

  test('a key that is written out goes into the derived file as it is', () => {
    const key = [
      'Signed-By:',
      ' -----BEGIN PGP PUBLIC KEY BLOCK-----',
      ' .',
      ' mQINBF',
      ' -----END PGP PUBLIC KEY BLOCK-----',
    ].join('\n');
    const text = `Types: deb\nURIs: http://m.example/debian\nSuites: trixie\nComponents: main\n${key}\n`;
    const [source] = parseDeb822(text);
    expect(source && renderSources(source, ['forky'])).toContain(key.replace('By:\n', 'By: \n'));
    expect(source && parseDeb822(renderSources(source, ['forky']))[0]).toEqual({
      ...source,
      suite: 'forky',
      components: ['main'],
    });
  });
});

describe('the mirror', () => {
  const of = (uri: string, suite: string, components = ['main']) => ({ uri, suite, components });

  test('is that of the release itself, not of its updates, a disc or another archive', () => {
    const sources = [
      of('cdrom:[Debian]/', 'bookworm'),
      of('http://security.example/debian-security', 'bookworm-security'),
      of('http://extra.example/debian', 'bookworm', ['contrib']),
      of('http://mirror.example/debian', 'bookworm'),
    ];
    expect(mirrorOf(sources, 'bookworm')?.uri).toBe('http://mirror.example/debian');
  });

  test('of the machine’s own packages: the release, its updates, its security fixes, nothing else', () => {
    const sources = ['trixie', 'trixie-updates', 'trixie-backports', 'trixie-security', 'sid'].map(
      (suite) => of('http://mirror.example/debian', suite),
    );
    expect(ownSources(sources, 'trixie').map(({ suite }) => suite)).toEqual([
      'trixie',
      'trixie-updates',
      'trixie-security',
    ]);
  });

  test('is missing where the release has none', () => {
    expect(mirrorOf([of('http://mirror.example/debian', 'stable')], 'bookworm')).toBeUndefined();
  });
});
