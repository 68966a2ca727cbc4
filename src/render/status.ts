/** The state of an app's stacks as people read it. */
export interface ShownStatus {
  readonly stacks: readonly {
    readonly id: string;
    readonly name: string;
    readonly region: string;
    readonly status: string;
    readonly changed?: string;
    readonly reason?: string;
    readonly declared: boolean;
  }[];
  readonly release?: { readonly time: string; readonly outcome: string; readonly commit?: string; readonly expires?: string };
  readonly retained: readonly {
    readonly physicalId: string;
    readonly resourceType: string;
    readonly stack: string;
    readonly since: string;
  }[];
}

export function renderStatus(
  { app, stage }: { readonly app: string; readonly stage: string },
  { stacks, release, retained }: ShownStatus,
): string {
  const width = Math.max(0, ...stacks.map(({ name }) => name.length));
  const lines = [
    `${app} on ${stage}`,
    ...stacks.map(({ name, region, status, changed, reason, declared }) => {
      const notes = [region, changed, reason, declared ? undefined : 'no longer in app.yml'].filter((note) => note !== undefined);
      return `  ${name.padEnd(width)}  ${status}  ${notes.join('  ')}`;
    }),
  ];
  if (release) lines.push(`Last release: ${release.time} ${release.outcome}${release.commit ? ` ${release.commit}` : ''}`);
  if (release?.expires) lines.push(`Meant to last until ${release.expires}`);
  if (retained.length > 0) {
    lines.push('Kept by removals, taken back by the next deploy that declares them:');
    lines.push(...retained.map((one) => `  ${one.physicalId}  ${one.resourceType}  ${one.stack}, since ${one.since}`));
  }
  return lines.join('\n');
}
