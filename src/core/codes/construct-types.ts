/** E23: the app's own types of constructs, and their modules. */
import { code } from './entry.ts';

const forConstruct = (id: string | undefined) => (id === undefined ? '' : ` at \`${id}\``);

export const constructTypes = {
  E2301: code<{ type: string }>({
    title: 'A built-in type',
    text: ({ type }) => `\`${type}\` is a built-in type and can't be replaced`,
    hint: () => 'give the type another name',
  }),
  E2302: code<{ type: string; module: string }>({
    title: 'Module not found',
    text: ({ type, module }) => `there is no module \`${module}\` for the type \`${type}\``,
    hint: () => 'a file begins with `./`; a package must be installed',
  }),
  E2303: code<{ type: string; module: string; text: string }>({
    title: 'Module that can not be compiled',
    text: ({ type, text }) => `the module of \`${type}\` can't be compiled: ${text}`,
  }),
  E2304: code<{ type: string; id?: string | undefined; problem: string }>({
    title: 'Module that is no construct',
    text: ({ type, id, problem }) => `the module of \`${type}\` can't be used${forConstruct(id)}: ${problem}`,
    hint: () => 'what a module must be is in docs/custom-constructs.md',
  }),
  E2305: code<{ type: string; id?: string | undefined; message: string }>({
    title: 'Module that fails',
    text: ({ type, id, message }) => `the module of \`${type}\` failed${forConstruct(id)}: ${message}`,
  }),
  E2306: code<{ type: string; problem: string }>({
    title: 'Schema that is none',
    text: ({ type, problem }) => `the schema of \`${type}\` is wrong: ${problem}`,
    hint: () => 'JSON Schema, draft 7, with the keywords of docs/custom-constructs.md',
  }),
  E2307: code<{ type: string; id?: string | undefined; kind: 'late' | 'memory' }>({
    title: 'Module that takes too much',
    text: ({ type, id, kind }) =>
      `the module of \`${type}\` was stopped${forConstruct(id)}: it took too ${kind === 'late' ? 'long' : 'much memory'}`,
    hint: () => 'all constructs of a type together have 5 seconds and 256 MB',
  }),
  E2308: code<{ message: string }>({
    title: 'Refused by the module of its type',
    text: ({ message }) => message,
  }),
  E2309: code<{ type: string; id: string; name: string; near?: string | undefined }>({
    title: 'Module that refers to what is not there',
    text: ({ type, id, name }) => `the module of \`${type}\` refers to \`${name}\`, which \`${id}\` does not have`,
    hint: ({ near }) =>
      near === undefined ? 'logical ids come from `context.logicalId(role)`, attributes from `describe`' : `did you mean \`${near}\`?`,
  }),
} as const;
