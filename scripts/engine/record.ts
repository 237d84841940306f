import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Verdict } from './certificates.ts';
import type { Footprint } from './footprint.ts';

/** What was changed outside the state folder, so that it can be undone. */
export interface Changes {
  readonly links: readonly string[];
  /** Folders that we made, the deepest first. */
  readonly folders: readonly string[];
  /** `.env` files that we wrote lines into. */
  readonly envFiles: readonly string[];
  /** The ones of them that we made. */
  readonly newFiles: readonly string[];
  /** Images that we put into an engine that is not ours. */
  readonly images: readonly string[];
  /** The socket that was chosen at the first start. */
  readonly socket?: string;
  /** Whether builds in containers need the machine's certificates; `key` says for what this was tried. */
  readonly certificates?: { readonly key: string; readonly verdict: Verdict };
  /** The machine as it was before the first start. */
  readonly before?: Footprint;
}

const NONE: Changes = { links: [], folders: [], envFiles: [], newFiles: [], images: [] };

/** The record of a state folder; empty when there is none. */
export function readChanges(file: string): Changes {
  if (!existsSync(file)) return NONE;
  return { ...NONE, ...(JSON.parse(readFileSync(file, 'utf8')) as Partial<Changes>) };
}

/** Writes the record; a kill leaves either the old one or the new one. */
export function writeChanges(file: string, changes: Changes): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.half`, `${JSON.stringify(changes, null, 2)}\n`);
  renameSync(`${file}.half`, file);
}

/** Adds to the record. What is there stays: a second run must not hide how things were before the first. */
export function merge(old: Changes, more: Partial<Changes>): Changes {
  const both = (key: 'links' | 'folders' | 'envFiles' | 'newFiles' | 'images') => [
    ...new Set([...old[key], ...(more[key] ?? [])]),
  ];
  return {
    ...more,
    ...old,
    links: both('links'),
    folders: both('folders'),
    envFiles: both('envFiles'),
    newFiles: both('newFiles'),
    images: both('images'),
  };
}

/** Reads, merges and writes. */
export function record(file: string, more: Partial<Changes>): void {
  writeChanges(file, merge(readChanges(file), more));
}
