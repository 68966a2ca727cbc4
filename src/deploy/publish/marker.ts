/** What was published last: read before, written around every publish, so that a run that died leaves no wrong belief. */
export interface Marker {
  readonly version: 1;
  /** The step's key; absent while a publish is under way. */
  readonly key?: string;
  readonly bucket: string;
  readonly distribution: string;
  /** Path → what is known to be there. */
  readonly files: Readonly<Record<string, MarkedFile>>;
}

export interface MarkedFile {
  /** sha256 of the content, hex. */
  readonly hash: string;
  readonly contentType: string;
  readonly cacheControl: string;
}

export interface SitePlace {
  readonly bucket: string;
  readonly distribution: string;
}

/** A marker of another bucket or distribution, or one that can't be read, says nothing: all is uploaded again. */
export function readMarker(text: string | undefined, place: SitePlace): Marker | undefined {
  try {
    const marker = JSON.parse(text ?? '') as Marker;
    const fits = marker.version === 1 && marker.bucket === place.bucket && marker.distribution === place.distribution;
    return fits && typeof marker.files === 'object' && marker.files !== null ? marker : undefined;
  } catch {
    return undefined;
  }
}

export function sameFile(a: MarkedFile | undefined, b: MarkedFile): boolean {
  return a !== undefined && a.hash === b.hash && a.contentType === b.contentType && a.cacheControl === b.cacheControl;
}
