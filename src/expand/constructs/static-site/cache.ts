/** `Cache-Control` where the user says nothing; the last rule that matches a file counts. */
export const CACHE_RULES = [
  // Kept, but asked for again each time: the names don't change with the contents.
  { files: '**', cacheControl: 'public, max-age=0, must-revalidate' },
  { files: '**/*.html', cacheControl: 'no-cache' },
  // Scripts and styles with a hash of eight or more in their name, as bundlers give them, and folders that frameworks fill only with such.
  { files: '**/*[-.]????????.{js,css}', cacheControl: 'public, max-age=31536000, immutable' },
] as const;
