/** Origins of CORS: scheme, host and port as a browser sends them, and nothing else. */
import type { Form } from './form.ts';

export const origin: Form = {
  what: 'an origin',
  check(text) {
    if (['*', 'http://*', 'https://*'].includes(text)) return undefined;
    const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#\s]+)([/?#].*)?$/i.exec(text);
    if (!parts) {
      return /^[\w-]+(\.[\w-]+)*(:\d+)?\/?$/.test(text)
        ? { problem: 'the scheme is missing', hint: `write \`https://${text.replace(/\/$/, '')}\`` }
        : { problem: 'it is made of scheme, host and port', hint: 'for example `https://notes.example.com`' };
    }
    const [, scheme = '', host = '', path] = parts;
    const sent = `${scheme}://${host}`.toLowerCase();
    if (path !== undefined) {
      const problem = path === '/' ? 'browsers send it without `/` at its end' : 'browsers send no path';
      return { problem, right: sent };
    }
    if (host.includes('*')) return { problem: 'AWS takes no `*` in the host', hint: 'write out each origin, or `*` for all' };
    return sent === text ? undefined : { problem: 'browsers send it in lower case', right: sent };
  },
};
