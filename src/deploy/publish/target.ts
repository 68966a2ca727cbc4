/** Where a site goes: its bucket, its distribution, and the marker of what is there. Implemented on the SDK in `deploy/aws`. */
export interface SiteTarget {
  /** Keys of all objects in the site's bucket. */
  list(): Promise<readonly string[]>;
  /** Uploads one file under its key. */
  put(upload: SiteUpload): Promise<void>;
  /** Keys that are already gone are no error. */
  delete(keys: readonly string[]): Promise<void>;
  /** The marker's text. Kept in the asset bucket, below the app's and stage's prefix: never where it could be served. */
  readMarker(): Promise<string | undefined>;
  writeMarker(text: string): Promise<void>;
  /** Empties the distribution's cache. `reference`: equal ones are one invalidation. */
  invalidate(paths: readonly string[], reference: string): Promise<void>;
}

export interface SiteUpload {
  readonly key: string;
  /** Absolute. */
  readonly file: string;
  /** In bytes. */
  readonly size: number;
  readonly contentType: string;
  readonly cacheControl: string;
}
