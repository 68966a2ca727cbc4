/**
 * The path as an HTTP API sees it. API Gateway decodes twice, and between the two cuts at a question mark that came out of
 * the first: seen on AWS in July 2026. What can't be decoded is a bad request.
 */
export function decodePath(raw: string): string | undefined {
  try {
    const once = decodeURIComponent(raw).split('?')[0] ?? '';
    return decodeURIComponent(once);
  } catch {
    return undefined;
  }
}
