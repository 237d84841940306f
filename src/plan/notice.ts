/** Notices: what a person should know that is no problem. */

/** A line to say; a `warning` is about something that may not have been meant. */
export interface Notice {
  readonly level: 'info' | 'warning';
  readonly line: string;
}
