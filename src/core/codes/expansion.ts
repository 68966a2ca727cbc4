/** E3: references, names, limits, expansion. */
import { code } from './entry.ts';

const didYouMean = (near: string | undefined) => (near === undefined ? undefined : `did you mean \`${near}\`?`);
const list = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(', ');

/** Constructs and how much each takes, the biggest first. */
type Biggest = readonly (readonly [id: string, count: number])[];

function shares(biggest: Biggest): string {
  return biggest.map(([id, count]) => `\`${id}\` has ${count}`).join(', ');
}

export const expansion = {
  E3002: code<{ id: string; type: string; attribute: string; near?: string | undefined; all: readonly string[] }>({
    title: 'Unknown attribute',
    elsewhere: true,
    text: ({ id, type, attribute }) => `\`${id}\` (${type}) has no attribute \`${attribute}\``,
    hint: ({ near, all }) => didYouMean(near) ?? `it has ${list(all)}`,
  }),
  E3003: code<{ cycle: readonly string[] }>({
    title: 'Stacks that need each other',
    text: ({ cycle }) => (cycle.length === 2 ? `stack \`${cycle[0]}\` depends on itself` : `stacks need each other: ${cycle.join(' → ')}`),
    hint: ({ cycle }) =>
      cycle.length === 2 ? 'drop the entry' : 'put the constructs that refer to each other into one stack, or drop one of the references',
  }),
  E3004: code<{ cycle: readonly string[]; reference?: string | undefined }>({
    title: 'Resources that need each other',
    text: ({ cycle }) => `resources need each other: ${cycle.join(' → ')}`,
    hint: ({ reference }) =>
      reference === undefined
        ? 'drop one of the references'
        : `\`${reference}\` is only known when its resource exists: read it at run time instead of putting it into the template`,
  }),
  E3005: code<{ name: string; type: string }>({
    title: 'A name given twice',
    text: ({ name, type }) => `two resources of type ${type} have the name \`${name}\``,
    hint: () => 'give one of them another `name`',
  }),
  E3006: code<{ id: string; what: string }>({
    title: 'A logical id given twice',
    text: ({ id, what }) => `${what} has the logical id \`${id}\`, which is taken`,
    hint: () => 'rename one of them',
  }),
  E3007: code<{ name: string; source: string }>({
    title: 'An environment variable from two sources',
    text: ({ name, source }) => `the environment variable \`${name}\` comes from \`${source}\` and from elsewhere`,
    hint: ({ name }) => `drop \`${name}\` from \`environment\`, or the construct from \`bind\``,
  }),
  E3008: code<{ name: string }>({
    title: 'A reserved environment variable',
    text: ({ name }) => `Lambda sets the environment variable \`${name}\` itself`,
    hint: () => 'choose another name',
  }),
  E3009: code<{ stack: string; what: string; count: number; limit: number; biggest: Biggest }>({
    title: "Over CloudFormation's limit",
    text: ({ stack, what, count, limit }) => `stack \`${stack}\` has ${count} ${what}; CloudFormation allows ${limit}`,
    hint: ({ biggest }) => (biggest.length === 0 ? 'split the stack' : `move a part into another stack: ${shares(biggest)}`),
  }),
  E3010: code<{ stack: string; what: string; count: number; limit: number; biggest: Biggest }>({
    title: "Near CloudFormation's limit",
    severity: 'warning',
    text: ({ stack, what, count, limit }) =>
      `stack \`${stack}\` has ${count} ${what}, more than 80 % of the ${limit} that CloudFormation allows`,
    hint: ({ biggest }) => (biggest.length === 0 ? undefined : `a part could have a stack of its own: ${shares(biggest)}`),
  }),
  E3011: code<{ text: string }>({
    title: 'A permission without resources',
    text: ({ text }) => `the permission \`${text}\` doesn't say on what`,
    hint: ({ text }) =>
      `name a construct with a level (\`- Notes: read\`), or the resources (\`- { actions: [${text === 'resources' ? 's3:GetObject' : text}], resources: [<arn>] }\`)`,
  }),
  E3012: code<{ id: string; type: string; level: string; levels: readonly string[] }>({
    title: 'A level that is not offered',
    text: ({ id, type, level }) => `\`${id}\` (${type}) has no level \`${level}\``,
    hint: ({ levels }) => (levels.length === 0 ? 'there is nothing to permit on it' : `it has ${list(levels)}`),
  }),
  E3013: code<{ id: string; type: string }>({
    title: 'A construct that can not be bound',
    text: ({ id, type }) => `\`${id}\` (${type}) has nothing to bind`,
    hint: () => 'refer to its attributes in `environment`',
  }),
  E3014: code<Record<string, never>>({
    title: 'Everything allowed on a protected stage',
    text: () => "the permission `'*'` is not allowed on a protected stage",
    hint: () => 'name the constructs, or the actions and resources',
  }),
  E3015: code<{ role: string; near?: string | undefined; all: readonly string[] }>({
    title: 'Override of an unknown resource',
    text: ({ role }) => `there is no resource \`${role}\` in this construct`,
    hint: ({ near, all }) => didYouMean(near) ?? `it has ${list(all)}`,
  }),
  E3016: code<{ key: string; near?: string | undefined }>({
    title: 'Override of an unknown part of a resource',
    text: ({ key }) => (key === 'Type' ? 'the type of a resource can not be overridden' : `a resource of CloudFormation has no \`${key}\``),
    hint: ({ key, near }) => didYouMean(near) ?? (key === 'Type' ? undefined : 'properties stand below `Properties`'),
  }),
  E3017: code<{ key: string; problem: string; right?: string | undefined }>({
    title: 'Not a route',
    text: ({ key, problem }) => `\`${key}\` is not a route: ${problem}`,
    hint: ({ right }) => (right === undefined ? undefined : `write \`${right}\``),
  }),
  E3018: code<{ key: string; other: string }>({
    title: 'A route given twice',
    text: ({ key, other }) =>
      key === other ? `the route \`${key}\` is there twice` : `\`${key}\` takes the same requests as \`${other}\``,
    hint: () => 'keep one of them',
  }),
  E3019: code<{ id: string; field: string; near?: string | undefined }>({
    title: 'A key that is not a field',
    elsewhere: true,
    text: ({ id, field }) => `the key \`${field}\` is not in \`fields\` of \`${id}\``,
    hint: ({ field, near }) => didYouMean(near) ?? `add \`${field}: string\` to \`fields\``,
  }),
  E3020: code<{ field: string }>({
    title: 'A field that is in no key',
    severity: 'warning',
    text: ({ field }) => `the field \`${field}\` is in no key`,
    hint: () => 'DynamoDB wants only the attributes of keys declared: drop it',
  }),
  E3021: code<Record<string, never>>({
    title: 'Credentials for all origins',
    text: () => 'browsers send no credentials to an API that allows all origins',
    hint: () => "name the origins: `allowOrigins: ['https://notes.example.com']`",
  }),
  E3022: code<{ construct: string }>({
    title: 'No snapshot possible',
    text: ({ construct }) => `CloudFormation can take no snapshot of \`${construct}\``,
    hint: () => 'write `retain` or `destroy`',
  }),
  E3023: code<{ schedule: string; problem: string; right?: string | undefined }>({
    title: 'Not a schedule',
    text: ({ schedule, problem }) => `\`${schedule}\` is not a schedule: ${problem}`,
    hint: ({ right }) => (right === undefined ? undefined : `write \`${right}\``),
  }),
  E3026: code<{ size: number; limit: number }>({
    title: 'Environment too big',
    text: ({ size, limit }) => `the environment variables take ${size} bytes; Lambda allows ${limit}`,
    hint: () => 'put what is big into a file or a parameter',
  }),
  E3027: code<{ name: string }>({
    title: 'A name that is too long for a template',
    text: ({ name }) => `\`${name.slice(0, 40)}…\` has ${name.length} characters; CloudFormation allows 255`,
    hint: () => 'shorten the id',
  }),
  E3028: code<Record<string, never>>({
    title: 'OPTIONS at a function URL',
    text: () => 'function URLs answer OPTIONS by themselves and refuse it in `allowMethods`',
    hint: () => 'drop `OPTIONS`',
  }),
  E3029: code<{ index: string }>({
    title: 'A local index without a sort key in the table',
    text: ({ index }) => `the local index \`${index}\` needs a table with a sort key`,
    hint: () => 'add `sortKey` to `primaryIndex`, or use a global index',
  }),
  E3030: code<{ index: string }>({
    title: 'An index given twice',
    text: ({ index }) => `a global and a local index have the name \`${index}\``,
    hint: () => 'rename one of them',
  }),
  E3031: code<Record<string, never>>({
    title: 'A single-page app with an error page',
    text: () => 'a single-page app answers every path with its index page: an error page would never be seen',
    hint: () => 'drop `spa` or `errorPage`',
  }),
  E3032: code<{ stack: string }>({
    title: 'An empty stack',
    text: ({ stack }) => `stack \`${stack}\` has no resources in this stage; CloudFormation wants at least one`,
    hint: () => 'switch the stack itself off with `when`, or put a construct into it',
  }),
  E3033: code<{ seconds: number; limit: number }>({
    title: 'Longer than an API waits',
    severity: 'warning',
    text: ({ seconds, limit }) => `API Gateway waits ${limit} seconds for an answer; the function may take ${seconds}`,
    hint: ({ limit }) =>
      `\`timeout: ${limit}\` or less; what takes longer can be a \`Function\` with \`url: true\`, or be started by the route and answered at once`,
  }),
  E3034: code<{ name: string }>({
    title: 'Not an output',
    text: ({ name }) => `the output \`${name}\` has no value that CloudFormation could show`,
    hint: () => "give it a string, a function of CloudFormation, or a map of `Value`, `Description` and `Export`: `Url: '${Api.url}'`",
  }),
  E3036: code<{ size: number; limit: number }>({
    title: 'More permissions than a role can hold',
    text: ({ size, limit }) => `the permissions take at least ${size} characters; IAM allows a role ${limit}`,
    hint: () => 'name fewer resources, or give functions a `bind` or `permissions` of their own: each such function has its own role',
  }),
  E3037: code<{ field: string }>({
    title: 'One field as both keys',
    text: ({ field }) => `\`${field}\` can't be partition key and sort key at once`,
    hint: () => 'drop the sort key, or name another field',
  }),
  E3038: code<{ count: number; limit: number }>({
    title: 'Too many projected attributes',
    text: ({ count, limit }) => `the indexes list ${count} attributes in \`projection\`; DynamoDB allows a table ${limit}`,
    hint: () => 'write `projection: all` where most attributes are listed',
  }),
  E3039: code<{ count: number; limit: number }>({
    title: 'More global indexes than usual',
    severity: 'warning',
    text: ({ count, limit }) =>
      `a table has at most ${limit} global indexes unless AWS has raised the quota of the account; here are ${count}`,
    hint: () => 'ask for a higher quota before the deploy, or let one index serve several kinds of items',
  }),
  E3045: code<{ key: string; because: string }>({
    title: 'A setting without effect',
    severity: 'warning',
    text: ({ key, because }) => `\`${key}\` has no effect: ${because}`,
    hint: () => 'drop it',
  }),
  E3046: code<{ name: string }>({
    title: 'An export without a name',
    text: ({ name }) => `the export of the output \`${name}\` must have the form \`{ Name: … }\``,
    hint: () => 'write `Export: { Name: notes-url }`',
  }),
} as const;
