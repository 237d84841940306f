/** Changes to somebody else's `config.json`: the entry that is meant, and no other byte. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JsonValue, readJson } from '../../../src/parse/json-text.ts';
import { withoutHost } from '../../../src/plan/ecr/docker-auth.ts';
import {
  type DockerConfig,
  hasPassword,
  helperOf,
  hostsOf,
  isDockerConfig,
  withHelper,
  withoutHelper,
} from '../../../src/plan/ecr/docker-config.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const config = (text: string): DockerConfig => ({ text, json: readJson(text) as JsonValue });
const add = (text: string) => withHelper(config(text), HOST, 'baketree');

describe('an entry goes in', () => {
  test('as docker writes it', () => {
    expect(add('{\n\t"auths": {},\n\t"credsStore": "pass"\n}\n')).toBe(
      `{\n\t"auths": {},\n\t"credsStore": "pass",\n\t"credHelpers": {\n\t\t"${HOST}": "baketree"\n\t}\n}\n`,
    );
  });

  test('beside others, with their indentation', () => {
    expect(add('{\r\n  "credHelpers": {\r\n    "a": "b"\r\n  }\r\n}')).toBe(
      `{\r\n  "credHelpers": {\r\n    "a": "b",\r\n    "${HOST}": "baketree"\r\n  }\r\n}`,
    );
  });

  test('on one line', () => {
    expect(add('{"auths":{}}')).toBe(`{"auths":{}, "credHelpers": { "${HOST}": "baketree" }}`);
    expect(add('{}')).toBe(`{"credHelpers": { "${HOST}": "baketree" }}`);
    expect(add('{"credHelpers":{}}')).toBe(`{"credHelpers":{"${HOST}": "baketree"}}`);
    expect(add('{"credHelpers":null}')).toBe(`{"credHelpers":{ "${HOST}": "baketree" }}`);
  });

  test('in the place of another', () => {
    expect(add(`{"credHelpers":{"${HOST}" : "ecr-login", "x":"y"}}`)).toBe(
      `{"credHelpers":{"${HOST}" : "baketree", "x":"y"}}`,
    );
  });

  test('where a name stands twice: the last counts, as for docker', () => {
    const text = add(`{"credHelpers":{"${HOST}":"one"},"credHelpers":{"${HOST}":"two"}}`);
    expect(text).toBe(`{"credHelpers":{"${HOST}":"one"},"credHelpers":{"${HOST}":"baketree"}}`);
  });
});

const others = fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 });
const configs = fc.record(
  {
    auths: fc.dictionary(fc.string(), fc.record({ auth: fc.base64String() })),
    credsStore: fc.string(),
    credHelpers: others,
    HttpHeaders: others,
    currentContext: fc.string(),
    plugins: fc.dictionary(fc.string(), others),
    unknown: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

test('whatever the file holds: the entry is there, everything else as it was', () => {
  fc.assert(
    fc.property(configs, fc.constantFrom(undefined, 2, '\t'), (value, space) => {
      const text = JSON.stringify(value, null, space);
      const before = JSON.parse(text);
      const after = add(text);
      expect(JSON.parse(after)).toEqual({
        ...before,
        credHelpers: { ...before.credHelpers, [HOST]: 'baketree' },
      });
      expect(add(after)).toBe(after);
      expect(hostsOf(config(after), 'baketree')).toContain(HOST);
      // Taken out again, nothing but an empty object can be left of it.
      const out = withoutHelper(config(after), HOST);
      const { credHelpers, ...rest } = JSON.parse(out);
      const { credHelpers: had = {}, ...had2 } = before;
      expect([credHelpers, rest]).toEqual([had, had2]);
    }),
    { numRuns: 1_000 },
  );
});

test('numbers, escapes and order of others stay as they are written', () => {
  const text = '{"n": 12345678901234567890.0e1, "2": "\\u0041", "1": {"__proto__": 1}}';
  expect(add(text)).toBe(`${text.slice(0, -1)}, "credHelpers": { "${HOST}": "baketree" }}`);
});

test('an entry goes out from any place', () => {
  const out = (text: string, host: string) => withoutHelper(config(text), host);
  const text = '{"credHelpers": {"a": "1", "b": "2", "c": "3"}}';
  expect(out(text, 'a')).toBe('{"credHelpers": {"b": "2", "c": "3"}}');
  expect(out(text, 'b')).toBe('{"credHelpers": {"a": "1", "c": "3"}}');
  expect(out(text, 'c')).toBe('{"credHelpers": {"a": "1", "b": "2"}}');
  expect(out(text, 'd')).toBe(text);
  expect(out('{"credHelpers": {"a": "1"}}', 'a')).toBe('{"credHelpers": {}}');
});

test('what is no configuration of docker', () => {
  const good = ['{}', '{"credHelpers": {}}', '{"credHelpers": null}'];
  const bad = ['[]', 'null', '"x"', '1', '{"credHelpers": []}', '{"credHelpers": "x"}'];
  expect(good.filter((text) => !isDockerConfig(config(text)))).toEqual([]);
  expect(bad.filter((text) => isDockerConfig(config(text)))).toEqual([]);
});

test('a written password is seen in every form of its name', () => {
  const has = (auths: object) => hasPassword(config(JSON.stringify({ auths })), HOST);
  expect(has({ [HOST]: { auth: 'x' } })).toBe(true);
  expect(has({ [`https://${HOST}/v1/`]: { auth: 'x' } })).toBe(true);
  expect(has({ [HOST]: {} })).toBe(false);
  expect(has({ other: { auth: 'x' } })).toBe(false);
  expect(helperOf(config('{}'), HOST)).toBe(undefined);
});

test('logins in the environment lose our registries and no others', () => {
  const given = { auths: { [`https://${HOST}`]: { auth: 'x' }, other: { auth: 'y' } }, z: 1 };
  expect(withoutHost(JSON.stringify(given), [HOST])).toEqual({
    DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { other: { auth: 'y' } }, z: 1 }),
  });
  for (const text of [undefined, '', 'no JSON', '{}', '{"auths":{"other":{}}}']) {
    expect(withoutHost(text, [HOST])).toEqual({});
  }
});
