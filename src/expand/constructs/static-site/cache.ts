/** `Cache-Control` where the user says nothing; the last rule that matches a file counts. */
import type { SiteDraft } from '../../construct.ts';

/** Asked for again each time: the names don't change with the contents. */
const BY_HAND: SiteDraft['cache'] = [
  { files: '**', cacheControl: 'public, max-age=0, must-revalidate' },
  { files: '**/*.html', cacheControl: 'no-cache' },
];

/** Folders that bundlers and frameworks fill, where names have a hash of eight; only scripts and styles, since others may have been copied there. */
const HASHED: SiteDraft['cache'] = [
  { files: '{assets,_astro,static/css,static/js}/**/*[-.]????????.{js,css}', cacheControl: 'public, max-age=31536000, immutable' },
  { files: '{_app/immutable,_next/static}/**', cacheControl: 'public, max-age=31536000, immutable' },
];

/** A site that nothing builds was written by hand: there are no hashes in its names. */
export function cacheRules(isBuilt: boolean): SiteDraft['cache'] {
  return isBuilt ? [...BY_HAND, ...HASHED] : BY_HAND;
}
