/** E21: actions and resources of IAM. Warnings all: an action may be newer than the lists of this version. */
import { code } from './entry.ts';

export const permissions = {
  E2101: code<{ prefix: string; near: readonly string[] }>({
    title: 'Unknown service in a permission',
    severity: 'warning',
    text: ({ prefix }) => `IAM knows no service \`${prefix}\``,
    hint: ({ near }) => (near.length === 0 ? undefined : `did you mean ${near.map((one) => `\`${one}\``).join(' or ')}?`),
  }),
  E2102: code<{ action: string; service: string; near?: string | undefined }>({
    title: 'Unknown action in a permission',
    severity: 'warning',
    text: ({ action, service }) =>
      /[*?]/.test(action) ? `no action of ${service} fits \`${action}\`` : `${service} has no action \`${action}\``,
    hint: ({ near }) => (near === undefined ? undefined : `did you mean \`${near}\`?`),
  }),
  E2103: code<{ action: string }>({
    title: 'An action that is about no single resource',
    severity: 'warning',
    text: ({ action }) => `\`${action}\` can not be limited to resources: with these it allows nothing`,
    hint: ({ action }) => `give it an entry of its own: \`{ actions: [${action}], resources: ['*'] }\``,
  }),
  E2104: code<{ action: string; form: string; near?: string | undefined }>({
    title: 'An action on resources of another kind',
    severity: 'warning',
    text: ({ action, form }) => `\`${action}\` is about \`${form}\`: on these resources it allows nothing`,
    hint: ({ near }) => (near === undefined ? undefined : `did you mean \`${near}\`?`),
  }),
  E2105: code<{ resource: string }>({
    title: 'A resource that no action is about',
    severity: 'warning',
    text: ({ resource }) => `none of the actions is about \`${resource}\``,
    hint: () => 'drop it, or add the action that it is there for',
  }),
} as const;
