/** What is known of docker before a bake, as data: `io` gathers it, the preflights judge it. */

/** Facts of the machine's docker. */
export interface DockerFacts {
  /** Version of the client; `unknown` where it was not asked, undefined where there is none. */
  readonly client: string | undefined;
  /** Version of the daemon, if it was asked; or why it did not answer, in docker's own words. */
  readonly server: { readonly version?: string } | { readonly unreachable: string };
  /** Version of the buildx plugin as it states it; undefined where the plugin is missing. */
  readonly buildx: string | undefined;
  /** The builder that a bake would use, with its driver; or why it cannot be told. */
  readonly builder:
    | { readonly name: string; readonly driver: string }
    | { readonly unknown: string };
  /**
   * Whether the daemon keeps images in containerd's store, without which its own driver writes no caches;
   * undefined where that was not asked, or not answered.
   */
  readonly containerdStore?: boolean | undefined;
  /** References asked about that are in the local store, with their ids. */
  readonly images: ReadonlyMap<string, string>;
}
